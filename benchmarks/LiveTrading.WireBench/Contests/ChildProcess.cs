using System.Diagnostics;

namespace LiveTrading.WireBench.Contests;

/// <summary>This program once more, spoken to in lines; it ends when this object does.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan _endsWithin = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _what;

    public ChildProcess(params string[] arguments)
    {
        _what = string.Join(' ', arguments);
        string? own = Environment.ProcessPath;
        string assembly = typeof(ChildProcess).Assembly.Location;
        bool isOwn = own is not null && Path.GetFileNameWithoutExtension(own) == Path.GetFileNameWithoutExtension(assembly);
        ProcessStartInfo start = new(isOwn ? own! : "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (!isOwn)
            start.ArgumentList.Add(assembly);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new WireBenchException($"'{_what}' did not start.");
    }

    public void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <exception cref="WireBenchException">It ended or said nothing in time; it is ended then.</exception>
    public string Hear(TimeSpan within)
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        bool inTime = line.Wait(within);
        if (inTime && line.Result is { } text)
            return text;
        if (!inTime)
            _process.Kill();
        throw new WireBenchException(inTime ? $"'{_what}' ended." : $"'{_what}' said nothing for {within.TotalSeconds:0} s.");
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        if (!_process.WaitForExit(_endsWithin))
            _process.Kill();
        _process.Dispose();
    }
}
