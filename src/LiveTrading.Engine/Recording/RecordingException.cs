using LiveTrading.Model;

namespace LiveTrading.Engine.Recording;

/// <summary>A recording cannot be read. The message says which, where, and what is wrong.</summary>
public sealed class RecordingException : LiveTradingException
{
    /// <summary>With a message for the user.</summary>
    public RecordingException(string message) : base(message)
    {
    }

    /// <summary>With a message for the user and the cause.</summary>
    public RecordingException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public RecordingException()
    {
    }
}
