using System.Text;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Reads the envelope of WebSocket API messages. Loop thread; allocates only the text of an error.</summary>
internal sealed class ApiMessageParser
{
    /// <summary>What was read; valid until the next <see cref="Parse"/>, and only when that gave <see cref="ParseStatus.Ok"/>.</summary>
    public ApiEnvelope Envelope { get; } = new();

    /// <summary>Where and why the last <see cref="Parse"/> failed.</summary>
    public ParseFailure Failure { get; private set; }

    /// <summary>Reads one message.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> payload)
    {
        ApiEnvelope e = Envelope;
        e.Id = -1;
        e.HasResult = e.HasError = false;
        e.RateLimitCount = 0;
        e.RetryAfterMilliseconds = 0;
        e.ServerMilliseconds = 0;
        e.Code = 0;
        e.Text = "";
        bool hasStatus = false, hasEvent = false;
        string field = "";
        JsonCursor json = new(payload);
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("id"u8))
            {
                field = "id";
                if (json.Peek() is >= (byte)'0' and <= (byte)'9')
                    json.ReadInt64(out e.Id);
                else
                    json.SkipValue();
            }
            else if (name.SequenceEqual("status"u8))
            {
                field = "status";
                hasStatus = true;
                if (json.ReadInt64(out long status) && status is < 100 or > 999)
                    json.Fail(ParseStatus.OutOfRange);
                e.Status = (int)status;
            }
            else if (name.SequenceEqual("result"u8))
            {
                field = "result";
                e.HasResult = true;
                json.SkipValue(out e.Result);
            }
            else if (name.SequenceEqual("error"u8))
            {
                field = "error";
                e.HasError = true;
                ReadError(ref json, e);
            }
            else if (name.SequenceEqual("rateLimits"u8))
            {
                field = "rateLimits";
                RateLimitUsage.ReadAll(ref json, e.RateLimits, out e.RateLimitCount);
            }
            else if (name.SequenceEqual("event"u8))
            {
                field = "event";
                hasEvent = json.Peek() == (byte)'{' || json.Fail(ParseStatus.WrongType);
                json.SkipValue(out e.Event);
            }
            else
            {
                field = "";
                json.SkipValue();
            }
        }

        if (!json.End())
            return Fail(json.Status, json.Position, field);
        if (hasEvent)
        {
            e.Kind = ApiMessageKind.Event;
            return ParseStatus.Ok;
        }

        e.Kind = ApiMessageKind.Response;
        return hasStatus ? ParseStatus.Ok : Fail(ParseStatus.UnknownType, 0, "status");
    }

    private static void ReadError(ref JsonCursor json, ApiEnvelope e)
    {
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("code"u8))
                json.ReadInt64(out e.Code);
            else if (name.SequenceEqual("msg"u8))
            {
                json.ReadString(out ReadOnlySpan<byte> text);
                e.Text = Encoding.UTF8.GetString(text);
            }
            else if (name.SequenceEqual("data"u8) && json.Peek() == (byte)'{')
            {
                json.EnterObject();
                while (json.NextProperty(out ReadOnlySpan<byte> inner))
                {
                    if (inner.SequenceEqual("retryAfter"u8))
                        json.ReadCount(out e.RetryAfterMilliseconds);
                    else if (inner.SequenceEqual("serverTime"u8))
                        json.ReadCount(out e.ServerMilliseconds);
                    else
                        json.SkipValue();
                }
            }
            else
            {
                json.SkipValue();
            }
        }
    }

    private ParseStatus Fail(ParseStatus status, int offset, string field)
    {
        Failure = new ParseFailure(status, offset, field);
        return status;
    }
}
