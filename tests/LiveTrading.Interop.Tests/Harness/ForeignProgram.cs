using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LiveTrading.Interop.Tests.Harness;

/// <summary>A server that nobody here wrote, as a process. It ends with this object, and also when the tests' own process ends: its keeper waits for the end of standard input. It is asked to end first, so that it takes its files with it.</summary>
internal sealed class ForeignProgram : IDisposable
{
    private const string Keeper =
        """exec 3<&0; "$@" 3<&- & p=$!; { cat <&3; kill $p; } >/dev/null 2>&1 & exec 3<&-; wait $p""";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly StringBuilder _said = new();

    private ForeignProgram(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo info = new("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-c", Keeper, "keeper", file, .. arguments])
            info.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, e) => Note(e.Data, isOutput: true);
        _process.ErrorDataReceived += (_, e) => Note(e.Data, isOutput: false);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>Starts a program and waits for a line on standard output.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Beside ours.</param>
    /// <param name="start">How the line begins.</param>
    public static (ForeignProgram Program, string Line) StartUntilLine(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string start = "")
    {
        ForeignProgram program = new(file, arguments, environment);
        try
        {
            Stopwatch waited = Stopwatch.StartNew();
            string? line;
            while (!program._lines.TryTake(out line, TimeSpan.FromMilliseconds(100)) || !line.StartsWith(start, StringComparison.Ordinal))
                program.RequireAlive(waited);
            return (program, line);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Starts a program and waits until it takes connections on every port.</summary>
    public static ForeignProgram StartUntilListening(string file, IEnumerable<string> arguments, params int[] ports)
    {
        ForeignProgram program = new(file, arguments, null);
        try
        {
            Stopwatch waited = Stopwatch.StartNew();
            foreach (int port in ports)
            {
                while (!Listens(port))
                    program.RequireAlive(waited);
            }

            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and everything it wrote; the lines of standard output apart.</returns>
    public static (int ExitCode, IReadOnlyList<string> Output, string Said) Run(string file, IEnumerable<string> arguments)
    {
        using ForeignProgram program = new(file, arguments, null);
        if (!program._process.WaitForExit(_patience))
            throw new InvalidOperationException($"{file} does not end: {program.Said}");

        // The parameterless wait also waits for the last lines.
        program._process.WaitForExit();
        return (program._process.ExitCode, [.. program._lines], program.Said);
    }

    /// <summary>Ports that nothing listens on at this moment.</summary>
    public static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(static l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        _process.Dispose();
        _lines.Dispose();
    }

    private static bool Listens(int port)
    {
        try
        {
            using TcpClient probe = new();
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void RequireAlive(Stopwatch waited)
    {
        // Also the pause between two looks.
        bool ended = _process.WaitForExit(TimeSpan.FromMilliseconds(20));
        if (!ended && waited.Elapsed < _patience)
            return;
        throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[3]} {(ended ? $"ended with {_process.ExitCode}" : "is not ready")}: {Said}");
    }

    private void Note(string? line, bool isOutput)
    {
        if (line is null)
            return;
        lock (_said)
            _said.AppendLine(line);
        if (isOutput)
            _lines.TryAdd(line);
    }
}
