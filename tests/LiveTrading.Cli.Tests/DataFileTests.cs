using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class DataFileTests
{
    private static readonly string _capture = Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz");

    [Theory]
    [InlineData("demo")]
    [InlineData("venue")]
    public void Data_missingFile_isNamed(string command)
    {
        using CliProcess process = CliProcess.Run(command, "--data", "/no/such/capture.jsonl");

        Complaint.CheckLine(process, 1, "/no/such/capture.jsonl: no such file.");
    }

    [Fact]
    public void Data_secondFileMissing_isNamedAtOnce()
    {
        using CliProcess process = CliProcess.Run("demo", "--data", _capture + ",/no/such/capture.jsonl");

        Complaint.CheckLine(process, 1, "/no/such/capture.jsonl: no such file.");
    }

    [Fact]
    public void Data_emptyFile_isNamed()
    {
        using TemporaryDirectory directory = new();
        using CliProcess process = CliProcess.Run("demo", "--data", directory.Write("empty.jsonl", ""));

        Complaint.CheckLine(process, 1, "empty.jsonl: the file is empty.");
    }

    [Fact]
    public void Data_malformedFirstLine_namesFileAndLine()
    {
        using TemporaryDirectory directory = new();
        using CliProcess process = CliProcess.Run("demo", "--data", directory.Write("garbage.jsonl", "hello\n"));

        Complaint.CheckLine(process, 1, "garbage.jsonl:1:");
    }

    [Fact]
    public void Data_tornGzip_playsWhatIsThereAndSaysWhereItEnds()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllBytes(directory["torn.jsonl.gz"], File.ReadAllBytes(_capture)[..200_000]);

        using CliProcess process = CliProcess.Run("demo", "--speed", "0", "--json", "--data", directory["torn.jsonl.gz"]);

        Complaint.Check(process, 4, "torn.jsonl.gz:", "cut off");
        Assert.True(process.Summary.Number("messages") > 1_000);
        Assert.Equal(0, process.Summary.Number("openOrders"));
        Assert.Contains(process.Summary.GetProperty("problems").EnumerateArray(), p => p.GetString()!.Contains("torn.jsonl.gz:", StringComparison.Ordinal));
    }

    [Fact]
    public void Data_malformedLineLater_playsUpToItAndNamesIt()
    {
        using TemporaryDirectory directory = new();
        string[] lines = ReadCapture(8_000);
        lines[6_999] = lines[6_999][..40];
        File.WriteAllLines(directory["bad.jsonl"], lines);

        using CliProcess process = CliProcess.Run("demo", "--speed", "0", "--json", "--data", directory["bad.jsonl"]);

        Complaint.Check(process, 4, "bad.jsonl:7000:");
        Assert.Equal(6_999, process.Summary.Number("messages"));
        Assert.Equal(0, process.Summary.Number("openOrders"));
    }

    [Fact]
    public void Data_continuedInASecondFileWithoutSnapshot_keepsTheBook()
    {
        using TemporaryDirectory directory = new();
        string[] lines = ReadCapture(12_000);
        File.WriteAllLines(directory["first.jsonl"], lines[..6_000]);
        File.WriteAllLines(directory["second.jsonl"], lines[6_000..]);

        using CliProcess process = CliProcess.Run("demo", "--speed", "0", "--json", "--data", $"{directory["first.jsonl"]},{directory["second.jsonl"]}");

        Assert.True(process.WaitForExit() == 0, process.Describe());
        Assert.Equal(12_000, process.Summary.Number("messages"));
        Assert.Equal(0, process.Summary.Number("reconnects"));
        Assert.Equal(0, process.Summary.Number("bookMismatches"));
    }

    [Fact]
    public void Venue_portInUse_isNamed()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        using CliProcess process = CliProcess.Run("venue", "--port", port);

        Complaint.CheckLine(process, 1, port, "in use");
    }

    private static string[] ReadCapture(int count)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(_capture), CompressionMode.Decompress));
        return [.. Enumerable.Range(0, count).Select(_ => reader.ReadLine()!)];
    }
}
