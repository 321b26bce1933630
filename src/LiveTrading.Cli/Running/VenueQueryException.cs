using LiveTrading.Model;

namespace LiveTrading.Cli.Running;

/// <summary>A simulated venue could not be asked, or what answered is none.</summary>
internal sealed class VenueQueryException : LiveTradingException
{
    public VenueQueryException(string message) : base(message)
    {
    }

    public VenueQueryException(string message, Exception cause) : base(message, cause)
    {
    }
}
