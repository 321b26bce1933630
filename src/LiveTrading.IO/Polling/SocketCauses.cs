using System.Net.Sockets;

namespace LiveTrading.IO.Polling;

/// <summary>Socket errors in the loop's words.</summary>
internal static class SocketCauses
{
    internal static StreamError Translate(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => StreamError.Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NetworkReset => StreamError.Reset,
        SocketError.TimedOut => StreamError.TimedOut,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown
            or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => StreamError.Unreachable,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => StreamError.NameResolution,
        _ => StreamError.Other,
    };

    /// <summary>A sentence for a connection that stood.</summary>
    internal static string Describe(SocketError error, string remote) => Translate(error) switch
    {
        StreamError.Reset => $"The connection to {remote} was reset.",
        StreamError.TimedOut => $"{remote} does not answer any more.",
        StreamError.Unreachable => $"The network to {remote} is gone ({error}).",
        _ => $"The connection to {remote} failed ({error}).",
    };

    /// <summary>A sentence for a connect that failed.</summary>
    internal static string DescribeConnect(SocketError error, string remote) => Translate(error) switch
    {
        StreamError.Refused => $"{remote} refused the connection: nothing listens there.",
        StreamError.Unreachable => $"There is no route to {remote} ({error}).",
        StreamError.TimedOut => $"{remote} does not answer.",
        _ => $"Connecting to {remote} failed ({error}).",
    };
}
