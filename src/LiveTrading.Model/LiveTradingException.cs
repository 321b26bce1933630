namespace LiveTrading.Model;

/// <summary>Root of every exception this product throws on purpose. Its message is fit for a user: it says what is wrong, where, and what is allowed.</summary>
public class LiveTradingException : Exception
{
    /// <summary>With a message for the user.</summary>
    public LiveTradingException(string message) : base(message)
    {
    }

    /// <summary>With a message for the user and the cause.</summary>
    public LiveTradingException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public LiveTradingException()
    {
    }
}
