using System.Text;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Tests.Parsing;

public sealed class ApiMessageParserTests
{
    public static TheoryData<string> Responses()
    {
        TheoryData<string> names = [];
        foreach (string file in Directory.GetFiles(SampleFiles.Folder, "wsapi.*.json"))
        {
            string name = Path.GetFileName(file);
            if (!name.Contains(".request.", StringComparison.Ordinal) && !name.Contains("Shutdown", StringComparison.Ordinal))
                names.Add(name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void Parse_EveryResponseSample_IsRead(string file)
    {
        ApiMessageParser parser = new();

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read(file)));

        Assert.Equal(ApiMessageKind.Response, parser.Envelope.Kind);
        Assert.True(parser.Envelope.HasResult ^ parser.Envelope.HasError);
    }

    [Fact]
    public void Parse_Ban_GivesRetryAfterAndUsage()
    {
        ApiMessageParser parser = new();

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read("wsapi.error.418.doc.json")));

        ApiEnvelope e = parser.Envelope;
        Assert.Equal((418, -1003L, true), (e.Status, e.Code, e.HasError));
        Assert.True(e.RetryAfterMilliseconds > 1_600_000_000_000);
        Assert.Equal(new RateLimitUsage(RateLimitKind.RequestWeight, 60, 6000, e.RateLimits[0].Count), e.RateLimits[0]);
    }

    [Fact]
    public void Parse_Event_GivesItsPlace()
    {
        ApiMessageParser parser = new();
        byte[] message = SampleFiles.Read("user.balanceUpdate.doc.json");

        Assert.Equal(ParseStatus.Ok, parser.Parse(message));

        Assert.Equal(ApiMessageKind.Event, parser.Envelope.Kind);
        Assert.StartsWith("{", Encoding.UTF8.GetString(message[parser.Envelope.Event]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":12,"status":200,"result":{}}""", 12)]
    [InlineData("""{"id":null,"status":401,"error":{"code":-2015,"msg":"x"}}""", -1)]
    [InlineData("""{"id":"12","status":200,"result":{}}""", -1)]
    [InlineData("""{"status":200,"result":{}}""", -1)]
    public void Parse_Id_OnlyNumbersAreOurs(string text, long id)
    {
        ApiMessageParser parser = new();
        Assert.Equal(ParseStatus.Ok, parser.Parse(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(id, parser.Envelope.Id);
    }

    [Theory]
    [InlineData("<html>410 Gone</html>", ParseStatus.Syntax)]
    [InlineData("""{"id":1}""", ParseStatus.UnknownType)]
    [InlineData("""{"id":1,"status":"200","result":{}}""", ParseStatus.WrongType)]
    [InlineData("""{"id":1,"status":0,"result":{}}""", ParseStatus.OutOfRange)]
    [InlineData("""{"id":1,"status":99999999999,"result":{}}""", ParseStatus.OutOfRange)]
    [InlineData("""{"id":1,"status":200,"result":{}""", ParseStatus.Truncated)]
    [InlineData("""{"event":[]}""", ParseStatus.WrongType)]
    internal void Parse_Hostile_IsRefused(string text, ParseStatus expected)
    {
        ApiMessageParser parser = new();
        Assert.Equal(expected, parser.Parse(Encoding.UTF8.GetBytes(text)));
    }
}
