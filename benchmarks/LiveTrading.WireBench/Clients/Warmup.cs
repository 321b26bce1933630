using System.Globalization;
using LiveTrading.WireBench.Serving;

namespace LiveTrading.WireBench.Clients;

/// <summary>Lets a client's code run until the runtime has compiled it for speed: against a server of this process, so that the measured server sees one connection only. Once for each kind of run.</summary>
internal sealed class Warmup
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <param name="request">What will be measured.</param>
    /// <param name="run">Runs the client until the time of the request is over; gives the number of messages.</param>
    /// <returns>Messages of the warm-up; 0 when there was none, because none was asked for or it has been.</returns>
    public long Run(RunRequest request, Func<RunRequest, long> run)
    {
        string kind = string.Create(CultureInfo.InvariantCulture, $"{request.Tls} {request.Replies} {request.Wait} {request.Stamped}");
        if (request.WarmupSeconds <= 0 || !_done.Add(kind))
            return 0;
        using LoadServer server = new(new LoadServerOptions { Tls = request.Tls });
        Thread thread = new(server.Run) { IsBackground = true, Name = "warm-up server" };
        thread.Start();
        const long More = 1_000_000_000;
        string path = request switch
        {
            { Replies: true } => $"/pingpong?n={More}",
            { Stamped: true } => $"/paced?n={More}&r=50000",
            _ => $"/blast?n={More}",
        };
        return run(request with
        {
            Url = server.Url + path,
            CaFile = server.CertificateFile,
            Connections = 1,
            Messages = request.Stamped ? 1_000_000 : More,
        });
    }
}
