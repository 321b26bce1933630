using System.Text.Json;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Output;

namespace LiveTrading.WireBench.Contests;

/// <summary>A client as a process: a request a line comes in, figures a line go out, until the requests end.</summary>
internal static class ClientCommand
{
    public const string Name = "client";

    public static void Run(string client, TextReader requests, TextWriter figures)
    {
        IWireClient runner = Make(client);
        while (requests.ReadLine() is { } line)
        {
            RunRequest request = JsonSerializer.Deserialize<RunRequest>(line)!;
            string answer;
            try
            {
                answer = RunJson.Write(runner.Run(request));
            }
            catch (Exception error)
            {
                // Whatever it was: who asked reports it, and may ask for another run.
                answer = JsonSerializer.Serialize(new { error = error.Message });
            }

            figures.WriteLine(answer);
            figures.Flush();
        }
    }

    public static IWireClient Make(string client) => client switch
    {
        PlainClient.Name => new PlainClient(),
        ReactiveClient.Name => new ReactiveClient(),
        _ => new LoopClient(BackendNames.Parse(client)),
    };
}
