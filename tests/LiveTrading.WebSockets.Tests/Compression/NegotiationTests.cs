using System.Text;
using LiveTrading.WebSockets.Compression;

namespace LiveTrading.WebSockets.Tests.Compression;

public sealed class NegotiationTests
{
    public static TheoryData<PerMessageDeflateOptions, string> Offers => new()
    {
        { new(), "permessage-deflate; client_max_window_bits" },
        { new() { ServerNoContextTakeover = true, ClientNoContextTakeover = true }, "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits" },
        { new() { ServerMaxWindowBits = 9, ClientMaxWindowBits = 8 }, "permessage-deflate; server_max_window_bits=9; client_max_window_bits=8" },
    };

    /// <summary>What a client with default options makes of an answer.</summary>
    public static TheoryData<string, string> Accepted => new()
    {
        { "permessage-deflate", "server takes over, 15; client takes over, 15" },
        { "permessage-deflate; server_no_context_takeover", "server alone, 15; client takes over, 15" },
        { "permessage-deflate;client_no_context_takeover", "server takes over, 15; client alone, 15" },
        { "permessage-deflate; server_max_window_bits=8", "server takes over, 8; client takes over, 15" },
        { "permessage-deflate; client_max_window_bits=9", "server takes over, 15; client takes over, 9" },
        { " permessage-deflate ; client_max_window_bits=\"10\" ;\tserver_max_window_bits = \"1\\5\" ,", "server takes over, 15; client takes over, 10" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "x-webkit-deflate-frame", "the server chose an extension that was not offered" },
        { "permessage-deflate, x-other", "the server chose an extension that was not offered" },
        { "Permessage-Deflate", "the server chose an extension that was not offered" },
        { "permessage-deflate, permessage-deflate", "the server chose permessage-deflate twice" },
        { "permessage-deflate; foo", "the server answered permessage-deflate with the unknown parameter foo" },
        { "permessage-deflate; server_no_context_takeover; server_no_context_takeover", "the server answered permessage-deflate with the parameter server_no_context_takeover twice" },
        { "permessage-deflate; server_no_context_takeover=1", "the server answered permessage-deflate with a value for server_no_context_takeover, which has none" },
        { "permessage-deflate; client_no_context_takeover=true", "the server answered permessage-deflate with a value for client_no_context_takeover, which has none" },
        { "permessage-deflate; client_max_window_bits", "the server answered permessage-deflate with client_max_window_bits without a whole number of 8 to 15" },
        { "permessage-deflate; server_max_window_bits", "the server answered permessage-deflate with server_max_window_bits without a whole number of 8 to 15" },
        { "permessage-deflate; server_max_window_bits=7", "the server answered permessage-deflate with server_max_window_bits without a whole number of 8 to 15" },
        { "permessage-deflate; server_max_window_bits=16", "the server answered permessage-deflate with server_max_window_bits without a whole number of 8 to 15" },
        { "permessage-deflate; server_max_window_bits=08", "the server answered permessage-deflate with server_max_window_bits without a whole number of 8 to 15" },
        { "permessage-deflate; server_max_window_bits=+9", "the server answered permessage-deflate with server_max_window_bits without a whole number of 8 to 15" },
        { "permessage-deflate; client_max_window_bits=99999999999", "the server answered permessage-deflate with client_max_window_bits without a whole number of 8 to 15" },
    };

    public static TheoryData<string> Malformed =>
    [
        "permessage-deflate; ", "permessage-deflate;;a", "; a", "permessage-deflate a", "permessage-deflate; a=", "permessage-deflate; a=\"b", "permessage-deflate; a=\"b c\"",
        "permessage-deflate; a=\"\"", "permessage-deflate; a=\"b\"c", "perm=essage", "\"permessage-deflate\"", "permessage-deflate; =1", "permessage-deflate; a=b=c",
    ];

    /// <summary>What a server with default options answers to offers.</summary>
    public static TheoryData<string, string, string> Chosen => new()
    {
        { "permessage-deflate", "permessage-deflate", "server takes over, 15; client takes over, 15" },
        { "permessage-deflate; client_max_window_bits", "permessage-deflate", "server takes over, 15; client takes over, 15" },
        { "permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10", "server takes over, 15; client takes over, 10" },
        { "permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=8", "server takes over, 8; client takes over, 15" },
        { "permessage-deflate; server_max_window_bits=15", "permessage-deflate; server_max_window_bits=15", "server takes over, 15; client takes over, 15" },
        { "permessage-deflate; server_no_context_takeover; client_no_context_takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover", "server alone, 15; client alone, 15" },
        { "x-other; a=b, permessage-deflate; server_max_window_bits=9, permessage-deflate", "permessage-deflate; server_max_window_bits=9", "server takes over, 9; client takes over, 15" },
        { "permessage-deflate; unknown, permessage-deflate; server_max_window_bits=7, permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover", "server takes over, 15; client alone, 15" },
        { "permessage-deflate; server_max_window_bits, permessage-deflate; client_no_context_takeover=1", "", "" },
        { "x-other", "", "" },
    };

    [Theory]
    [MemberData(nameof(Offers))]
    public void Offer_names_what_differs_from_the_defaults(PerMessageDeflateOptions options, string expected) =>
        Assert.Equal(expected, DeflateNegotiation.Offer(options));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void TryJudge_of_a_valid_answer_agrees(string answer, string expected)
    {
        Assert.True(DeflateNegotiation.TryJudge(new PerMessageDeflateOptions(), Read(answer), out DeflateAgreement? agreement, out _));
        Assert.Equal(expected, Words(agreement!.Value));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void TryJudge_of_an_invalid_answer_says_why(string answer, string expected)
    {
        Assert.False(DeflateNegotiation.TryJudge(new PerMessageDeflateOptions(), Read(answer), out _, out string error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryJudge_without_an_answer_agrees_on_no_compression()
    {
        Assert.True(DeflateNegotiation.TryJudge(new PerMessageDeflateOptions(), [], out DeflateAgreement? agreement, out _));
        Assert.Null(agreement);
    }

    [Fact]
    public void TryJudge_of_an_answer_without_an_offer_is_refused()
    {
        Assert.False(DeflateNegotiation.TryJudge(null, Read("permessage-deflate"), out _, out string error));
        Assert.Equal("the server chose an extension that was not offered", error);
    }

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=10", "server_no_context_takeover")]
    [InlineData("permessage-deflate; server_no_context_takeover", "server_max_window_bits of at most 10")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_max_window_bits=11", "server_max_window_bits of at most 10")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_max_window_bits=10; client_max_window_bits=12", "more than the 11 that were offered")]
    public void TryJudge_of_an_answer_that_leaves_out_what_was_asked_for_is_refused(string answer, string expected)
    {
        var options = new PerMessageDeflateOptions { ServerNoContextTakeover = true, ServerMaxWindowBits = 10, ClientMaxWindowBits = 11 };
        Assert.False(DeflateNegotiation.TryJudge(options, Read(answer), out _, out string error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryJudge_keeps_to_what_the_client_offered_of_its_own()
    {
        var options = new PerMessageDeflateOptions { ClientNoContextTakeover = true, ClientMaxWindowBits = 11 };
        Assert.True(DeflateNegotiation.TryJudge(options, Read("permessage-deflate"), out DeflateAgreement? agreement, out _));
        Assert.Equal("server takes over, 15; client alone, 11", Words(agreement!.Value));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void TryReadList_of_broken_grammar_is_refused(string text) =>
        Assert.False(ExtensionList.TryReadList(Encoding.Latin1.GetBytes(text), []));

    [Fact]
    public void TryReadList_of_more_elements_than_allowed_is_refused() =>
        Assert.False(ExtensionList.TryReadList(Encoding.Latin1.GetBytes(string.Join(',', Enumerable.Repeat("a", ExtensionList.MaxElements + 1))), []));

    [Theory]
    [MemberData(nameof(Chosen))]
    public void TryChoose_takes_the_first_valid_offer(string offers, string answer, string expected)
    {
        bool chose = DeflateNegotiation.TryChoose(new PerMessageDeflateOptions(), Read(offers), out DeflateAgreement agreement, out string given);
        Assert.Equal(answer, given);
        Assert.Equal(expected.Length > 0, chose);
        if (chose)
            Assert.Equal(expected, Words(agreement));
    }

    [Theory]
    [InlineData("permessage-deflate", "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9", "server alone, 9; client alone, 15")]
    [InlineData("permessage-deflate; client_max_window_bits", "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=8", "server alone, 9; client alone, 8")]
    public void TryChoose_with_limits_of_its_own_answers_with_them(string offer, string answer, string expected)
    {
        var options = new PerMessageDeflateOptions { ServerNoContextTakeover = true, ClientNoContextTakeover = true, ServerMaxWindowBits = 9, ClientMaxWindowBits = 8 };
        Assert.True(DeflateNegotiation.TryChoose(options, Read(offer), out DeflateAgreement agreement, out string given));
        Assert.Equal(answer, given);
        Assert.Equal(expected, Words(agreement));
    }

    [Fact]
    public void Every_offer_is_answered_so_that_both_sides_agree()
    {
        bool[] flags = [false, true];
        int[] windows = [8, 9, 14, 15];
        PerMessageDeflateOptions[] all =
        [
            .. from a in flags from b in flags from s in windows from c in windows
               select new PerMessageDeflateOptions { ServerNoContextTakeover = a, ClientNoContextTakeover = b, ServerMaxWindowBits = s, ClientMaxWindowBits = c },
        ];
        foreach (PerMessageDeflateOptions client in all)
        {
            foreach (PerMessageDeflateOptions server in all)
            {
                Assert.True(DeflateNegotiation.TryChoose(server, Read(DeflateNegotiation.Offer(client)), out DeflateAgreement granted, out string answer));
                Assert.True(DeflateNegotiation.TryJudge(client, Read(answer), out DeflateAgreement? agreed, out string error), error);
                Assert.Equal(granted, agreed);
                Assert.True(granted.ServerWindowBits <= Math.Min(client.ServerMaxWindowBits, server.ServerMaxWindowBits));
                Assert.True(granted.ClientWindowBits <= Math.Min(client.ClientMaxWindowBits, server.ClientMaxWindowBits));
                Assert.False(granted.ServerTakesOver && (client.ServerNoContextTakeover || server.ServerNoContextTakeover));
                Assert.False(granted.ClientTakesOver && (client.ClientNoContextTakeover || server.ClientNoContextTakeover));
            }
        }
    }

    [Fact]
    public void Validate_names_every_bad_value() =>
        Assert.Equal(
            [
                "ServerMaxWindowBits is 7: allowed is 8 to 15.", "ClientMaxWindowBits is 16: allowed is 8 to 15.", "MinMessageBytes is -1: allowed is 0 to 1073741824.",
            ],
            new PerMessageDeflateOptions { ServerMaxWindowBits = 7, ClientMaxWindowBits = 16, MinMessageBytes = -1 }.Validate());

    private static List<ExtensionElement> Read(string text)
    {
        var elements = new List<ExtensionElement>();
        Assert.True(ExtensionList.TryReadList(Encoding.Latin1.GetBytes(text), elements));
        return elements;
    }

    private static string Words(DeflateAgreement a) =>
        $"server {(a.ServerTakesOver ? "takes over" : "alone")}, {a.ServerWindowBits}; client {(a.ClientTakesOver ? "takes over" : "alone")}, {a.ClientWindowBits}";
}
