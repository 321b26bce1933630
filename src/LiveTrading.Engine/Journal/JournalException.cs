using LiveTrading.Model;

namespace LiveTrading.Engine.Journal;

/// <summary>The journal cannot be opened, read or recovered. The message says which file, where, and what to do.</summary>
public sealed class JournalException : LiveTradingException
{
    /// <summary>With a message for the user.</summary>
    public JournalException(string message) : base(message)
    {
    }

    /// <summary>With a message for the user and the cause.</summary>
    public JournalException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public JournalException()
    {
    }
}
