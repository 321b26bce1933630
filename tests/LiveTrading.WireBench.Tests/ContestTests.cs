using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using LiveTrading.IO;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Contests;
using LiveTrading.WireBench.Measuring;
using LiveTrading.WireBench.Output;

namespace LiveTrading.WireBench.Tests;

/// <summary>The whole contest as a process, and what is made from its results.</summary>
public sealed class ContestTests
{
    private static readonly Contender _epoll = new("epoll", LoopWait.Block);
    private static readonly Contender _floor = new(Contender.FloorClient, LoopWait.Block);

    [Fact]
    public async Task All_quick_gives_plausible_figures_for_every_client()
    {
        string results = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(WireBenchCommand).Assembly.Location, "all", "--quick", "--only", "receive-1", "order-1", "--json", results])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            try
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }

            Assert.True(process.ExitCode == 0, await errors);
            Assert.Contains("ClientWebSocket", await output, StringComparison.Ordinal);
            ResultsFile read = ResultsFile.Read(results);
            Assert.Equal(["receive-1", "order-1"], read.Results.Select(r => r.Scenario.Name));
            Assert.All(read.Results, r => Assert.All(r.Contenders, c => Assert.Single(r.Runs(c))));
            Assert.Contains(read.Results[0].Contenders, c => c.Client == ReactiveClient.Name);
        }
        finally
        {
            File.Delete(results);
        }
    }

    [Fact]
    public void Client_process_answers_each_request_with_figures_or_an_error()
    {
        using RunningServer server = new();
        RunRequest good = new() { Url = server.Url + "/blast?n=100", Messages = 100 };
        RunRequest refused = new() { Url = server.Url + "/nothing", Messages = 100 };
        using StringReader requests = new($"{JsonSerializer.Serialize(refused)}\n{JsonSerializer.Serialize(good)}\n");
        using StringWriter answers = new();

        ClientCommand.Run("sockets", requests, answers);

        string[] lines = answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Throws<WireBenchException>(() => RunJson.Read(JsonElement.Parse(lines[0])));
        Assert.Equal(100, RunJson.Read(JsonElement.Parse(lines[1])).Messages);
    }

    [Theory]
    [InlineData(PlainClient.Name)]
    [InlineData(ReactiveClient.Name)]
    public void Other_clients_take_every_message_and_answer(string client)
    {
        using RunningServer server = new(tls: true);

        RunResult received = ClientCommand.Make(client).Run(new RunRequest { Url = server.Url + "/blast?n=2000", Messages = 2000, CaFile = server.CertificateFile });
        RunResult answered = ClientCommand.Make(client).Run(new RunRequest { Url = server.Url + "/pingpong?n=50", Messages = 50, ReplyBytes = 40, CaFile = server.CertificateFile });

        Assert.Equal(2000, received.Messages);
        Assert.Equal(50, answered.Messages);
        Assert.True(answered.Latency!.P50 > 0);
    }

    [Fact]
    public void Median_is_the_middle_and_ratios_are_taken_round_by_round()
    {
        ScenarioResult result = Result([2, 4, 60], [1, 4, 10]);

        Assert.Equal(4, result.Median(_epoll, r => r.CpuMicrosPerMessage));
        Assert.Equal(2, result.Ratio(_epoll, _floor, r => r.CpuMicrosPerMessage), 6);
        Assert.True(double.IsNaN(result.Ratio(_epoll, Contender.ClientWebSocket, r => r.CpuMicrosPerMessage)));
    }

    [Fact]
    public void A_target_is_held_up_to_its_bound_and_missed_beyond()
    {
        Assert.True(TargetVerdict.Of([Result([1.3], [1])]).Single(v => v.Target.Contains("1.3 × floor", StringComparison.Ordinal)).Held);
        Assert.False(TargetVerdict.Of([Result([1.31], [1])]).Single(v => v.Target.Contains("1.3 × floor", StringComparison.Ordinal)).Held);
    }

    [Fact]
    public void Plausibility_names_each_thing_that_cannot_be()
    {
        ScenarioResult result = new(Scenario.All[0], [_epoll]);
        result.Add(_epoll, Run(1) with { Messages = 5, AllocatedBytes = 100_000, SystemCalls = 50 });

        IReadOnlyList<string> wrong = Plausibility.Check(result);

        Assert.Equal(3, wrong.Count);
        Assert.All(wrong, text => Assert.StartsWith("receive-1: epoll, block: ", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Results_survive_their_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            ScenarioResult order = new(Scenario.All.Single(s => s.Name == "order-1"), [_epoll]);
            order.Add(_epoll, Run(7) with { Latency = LatencyFigures.Of(new long[] { 1000, 3000, 2000 }) });
            File.WriteAllText(file, new ResultsFile("m", "0.1", DateTimeOffset.UnixEpoch, 3, "s", [Result([2], [1]), order]).ToJson());

            ResultsFile read = ResultsFile.Read(file);

            Assert.Equal(2, read.Results[0].Ratio(_epoll, _floor, r => r.CpuMicrosPerMessage), 6);
            Assert.Equal(2, read.Results[1].Median(_epoll, r => r.Latency?.P50));
            Assert.Equal(LatencyFigures.Shares.Count, read.Results[1].Runs(_epoll)[0].Latency!.Curve.Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"machine\":1}")]
    public void A_file_that_holds_no_results_is_an_error(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Assert.Throws<WireBenchException>(() => ResultsFile.Read(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_page_is_renewed_between_its_marks_alone()
    {
        string page = $"before\n{PageBlock.Begin}\nold\n{PageBlock.End}\nafter\n";

        string renewed = PageBlock.Renew(page, "new");

        Assert.Equal($"before\n{PageBlock.Begin}\nnew\n{PageBlock.End}\nafter\n", renewed);
        Assert.Throws<WireBenchException>(() => PageBlock.Renew("no marks", "new"));
    }

    [Fact]
    public void A_block_for_a_page_has_the_machine_the_targets_and_a_row_for_each_client()
    {
        string block = PageBlock.Write(new ResultsFile("a machine", "0.5", DateTimeOffset.UnixEpoch, 1, "a server", [Result([1.5], [1])]));

        Assert.StartsWith("a machine; 1970-01-01, 1 round,", block, StringComparison.Ordinal);
        Assert.Contains("| 1: processor time a message ≤ 1.3 × floor | epoll, block | 1.50 | missed |", block, StringComparison.Ordinal);
        Assert.Contains("| epoll, block |", block, StringComparison.Ordinal);
        Assert.Contains("| floor, block |", block, StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_has_a_row_for_each_client_that_did_both()
    {
        ScenarioResult order = new(Scenario.All.Single(s => s.Name == "order-1"), [_epoll]);
        order.Add(_epoll, Run(9) with { Latency = LatencyFigures.Of([12_000, 14_000, 16_000]) });

        string block = PageBlock.WriteSummary(new ResultsFile("a machine", "0.5", DateTimeOffset.UnixEpoch, 2, "a server", [Result([1.5], [1]), order]));

        Assert.Contains("| epoll, block | 1.0 | 1.50 | 0 | 14.0 | 16 |", block, StringComparison.Ordinal);
        Assert.DoesNotContain("floor", block, StringComparison.Ordinal);
        Assert.Throws<WireBenchException>(() => PageBlock.WriteSummary(new ResultsFile("m", "0", DateTimeOffset.UnixEpoch, 1, "s", [order])));
    }

    [Fact]
    public void A_picture_is_XML_with_a_line_and_a_name_for_each_client()
    {
        ScenarioResult order = new(Scenario.All.Single(s => s.Name == "order-1"), [_epoll, _floor]);
        order.Add(_epoll, Run(1) with { Latency = LatencyFigures.Of([.. Enumerable.Range(1, 1000).Select(i => i * 1000L)]) });
        order.Add(_floor, Run(1) with { Latency = LatencyFigures.Of([.. Enumerable.Range(1, 1000).Select(i => i * 500L)]) });

        XElement svg = XElement.Parse(LatencyPicture.Draw(order, "a <machine>"));

        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(2, svg.Elements(ns + "polyline").Count());
        string[] texts = [.. svg.Elements(ns + "text").Select(t => t.Value)];
        Assert.Contains("epoll, block", texts);
        Assert.Contains("floor, block", texts);
        Assert.Contains("a <machine>", texts);
        Assert.Contains("microseconds", texts);
    }

    [Fact]
    public void Percentiles_are_those_of_the_sorted_latencies()
    {
        LatencyFigures figures = LatencyFigures.Of([.. Enumerable.Range(1, 1000).Reverse().Select(i => i * 1000L)]);

        Assert.Equal((500, 900, 990, 999, 1000), (figures.P50, figures.P90, figures.P99, figures.P999, figures.Max));
        Assert.Equal(1, figures.Curve[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(190)]
    [InlineData(65000)]
    public void A_reply_has_the_length_asked_for(int bytes) => Assert.Equal(bytes, ReplyText.OfLength(bytes).Length);

    [Theory]
    [InlineData("{\"t\":1234567890123456789,\"x\":1}", 1234567890123456789)]
    [InlineData("{\"t\":123}", 0)]
    [InlineData("{\"t\":12345678901234x6789}", 0)]
    [InlineData("", 0)]
    public void A_stamp_is_read_where_there_is_one(string message, long nanos)
    {
        Assert.Equal(nanos != 0, MessageStamp.TryRead(System.Text.Encoding.ASCII.GetBytes(message), out long read));
        if (nanos != 0)
            Assert.Equal(nanos, read);
    }

    private static ScenarioResult Result(double[] ours, double[] floors)
    {
        ScenarioResult result = new(Scenario.All[0], [_epoll, _floor]);
        foreach (double value in ours)
            result.Add(_epoll, Run(value));
        foreach (double value in floors)
            result.Add(_floor, Run(value));
        return result;
    }

    private static RunResult Run(double cpuMicros) => new()
    {
        Backend = "epoll",
        Wait = "block",
        Connections = 1,
        Messages = 1_000_000,
        Seconds = 1,
        CpuSeconds = cpuMicros,
        AllocatedBytes = 0,
        SystemCalls = 10,
    };
}
