namespace LiveTrading.Venues.Simulated;

/// <summary>A refusal in the venue's words.</summary>
/// <param name="Status">HTTP status, also the status of a WebSocket API answer.</param>
/// <param name="Code">The venue's code, negative.</param>
/// <param name="Message">The venue's exact text.</param>
internal sealed record VenueError(int Status, int Code, string Message)
{
    public static readonly VenueError UnknownOrder = new(400, -2011, "Unknown order sent.");
    public static readonly VenueError NoSuchOrder = new(400, -2013, "Order does not exist.");
    public static readonly VenueError InsufficientBalance = Rejected("Account has insufficient balance for requested action.");
    public static readonly VenueError DuplicateOrder = Rejected("Duplicate order sent.");
    public static readonly VenueError WouldTake = Rejected("Order would immediately match and take.");
    public static readonly VenueError WouldTrigger = Rejected("Order would trigger immediately.");
    public static readonly VenueError BadSymbol = new(400, -1121, "Invalid symbol.");
    public static readonly VenueError BadSignature = new(400, -1022, "Signature for this request is not valid.");
    public static readonly VenueError BadKey = new(401, -2015, "Invalid API-key, IP, or permissions for action.");
    public static readonly VenueError BadKeyFormat = new(401, -2014, "API-key format invalid.");
    public static readonly VenueError OutsideWindow = new(400, -1021, "Timestamp for this request is outside of the recvWindow.");
    public static readonly VenueError AheadOfServer = new(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.");
    public static readonly VenueError Timeout = new(504, -1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.");
    public static readonly VenueError Unavailable = new(503, -1008, "Server is currently overloaded with other requests. Please try again in a few minutes.");

    public static VenueError Rejected(string message) => new(400, -2010, message);

    public static VenueError Filter(string name) => new(400, -1013, "Filter failure: " + name);

    public static VenueError Missing(string parameter) => new(400, -1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static VenueError IllegalCharacters(string parameter, string range) =>
        new(400, -1100, $"Illegal characters found in parameter '{parameter}'; legal range is '{range}'.");
}
