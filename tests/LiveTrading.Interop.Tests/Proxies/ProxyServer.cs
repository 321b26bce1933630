using System.Globalization;
using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Proxies;

/// <summary>A CONNECT proxy that nobody here wrote.</summary>
public abstract class ProxyServer : IDisposable
{
    // Another program may take a port between the look and the proxy's own bind.
    private const int Attempts = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("livetrading-proxy-");

    private readonly Dictionary<(string? User, int AllowedPort), (ForeignProgram Program, int Port)> _running = [];

    /// <summary>Why it could not be started; null when it can.</summary>
    public string? Missing { get; protected init; }

    protected string Folder => _folder.FullName;

    public void Dispose()
    {
        foreach ((ForeignProgram program, int _) in _running.Values)
            program.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The port of one that runs as long as this object.</summary>
    /// <param name="user">As of <see cref="Start"/>.</param>
    /// <param name="allowedPort">As of <see cref="Start"/>.</param>
    internal int PortOf(string? user = null, int allowedPort = 0)
    {
        if (!_running.TryGetValue((user, allowedPort), out (ForeignProgram Program, int Port) running))
            _running.Add((user, allowedPort), running = Start(user, allowedPort));
        return running.Port;
    }

    /// <summary>Starts one of the caller's own.</summary>
    /// <param name="user">Who may pass, as name and password; null: everybody.</param>
    /// <param name="allowedPort">The only port that may be reached; 0: every one.</param>
    internal (ForeignProgram Program, int Port) Start(string? user = null, int allowedPort = 0)
    {
        Requirement.Met(Missing);
        for (int attempt = 1; ; attempt++)
        {
            int port = ForeignProgram.FreePorts(1)[0];
            try
            {
                return (Run(port, user, allowedPort), port);
            }
            catch (InvalidOperationException error) when (attempt < Attempts && error.Message.Contains("in use", StringComparison.OrdinalIgnoreCase))
            {
                // With another port.
            }
        }
    }

    /// <summary>The status of its answer to a wrong user; to none it is 407.</summary>
    public abstract int WrongUser { get; }

    /// <summary>The status of its answer when nothing listens where it was asked to go.</summary>
    public abstract int Unreachable { get; }

    internal abstract ForeignProgram Run(int port, string? user, int allowedPort);

    protected string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
