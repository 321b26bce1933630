namespace LiveTrading.IO;

/// <summary>An input or output request that cannot be started, such as a port in use. The message is fit for a user.</summary>
public sealed class LoopIOException : IOException
{
    /// <summary>With a message.</summary>
    public LoopIOException(string message) : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public LoopIOException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public LoopIOException()
    {
    }
}
