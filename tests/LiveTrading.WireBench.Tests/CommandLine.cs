using System.Text.Json;

namespace LiveTrading.WireBench.Tests;

/// <summary>What a command line said and ended with.</summary>
internal sealed record CommandLine(int Code, string Output, string Errors)
{
    /// <summary>The output as the one JSON object that it must be.</summary>
    public JsonElement Json => JsonElement.Parse(Output);

    public static CommandLine Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = WireBenchCommand.Run(args, TextReader.Null, output, errors);
        return new CommandLine(code, output.ToString(), errors.ToString());
    }
}
