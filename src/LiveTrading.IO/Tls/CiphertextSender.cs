namespace LiveTrading.IO.Tls;

/// <summary>Sends ciphertext; tells how many bytes the kernel took.</summary>
internal delegate int CiphertextSender(ReadOnlySpan<byte> data);
