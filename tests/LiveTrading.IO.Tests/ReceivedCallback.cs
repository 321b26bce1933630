namespace LiveTrading.IO.Tests;

/// <summary>What a test does with received bytes.</summary>
internal delegate int ReceivedCallback(LoopStream stream, Span<byte> data);
