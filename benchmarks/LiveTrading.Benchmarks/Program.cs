using System.CommandLine;
using LiveTrading.Benchmarks;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Model;

ParseResult parsed = BenchmarkCommand.Create().Parse(args);
try
{
    int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? 2 : code;
}
catch (Exception e) when (e is BenchmarkException or LiveTradingException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine("benchmarks: " + e.Message);
    return 1;
}
