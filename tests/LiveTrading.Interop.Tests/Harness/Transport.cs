namespace LiveTrading.Interop.Tests.Harness;

/// <summary>What carries the WebSocket.</summary>
public enum Transport
{
    Plain,
    Tls12,
    Tls13,
}
