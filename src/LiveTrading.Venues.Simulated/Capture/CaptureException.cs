using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated.Capture;

/// <summary>A recording cannot be read. The message is one line that names the file and, where there is one, the line.</summary>
public sealed class CaptureException : LiveTradingException
{
    /// <summary>With a message for the user.</summary>
    public CaptureException(string message) : base(message)
    {
    }

    /// <summary>With a message for the user and the cause.</summary>
    public CaptureException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public CaptureException()
    {
    }
}
