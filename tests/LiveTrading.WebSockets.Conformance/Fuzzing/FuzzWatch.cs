using System.Diagnostics;
using System.Globalization;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Looks from a thread of its own whether an input takes too long, and says which. An input is small: only a hang takes seconds.</summary>
internal sealed class FuzzWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _longest;
    private readonly Action<string> _hangs;
    private readonly Timer _timer;
    private string _input = "";
    private long _begun;
    private bool _isTold;

    /// <summary>Begins to look.</summary>
    /// <param name="longest">What is longer is a hang.</param>
    /// <param name="hangs">Told once of an input that hangs, on the watch's thread: to end the process, since nothing else can.</param>
    public FuzzWatch(TimeSpan longest, Action<string> hangs)
    {
        _longest = longest;
        _hangs = hangs;
        TimeSpan period = longest / 4;
        _timer = new Timer(_ => Look(), null, period, period);
    }

    /// <summary>An input is about to be fed.</summary>
    public void Begin(string target, int seed, int round)
    {
        lock (_gate)
        {
            _input = string.Create(CultureInfo.InvariantCulture, $"{target}, seed {seed}, round {round}");
            _begun = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>It was fed.</summary>
    public void End()
    {
        lock (_gate)
            _begun = 0;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        string text;
        lock (_gate)
        {
            if (_begun == 0 || _isTold || Stopwatch.GetElapsedTime(_begun) < _longest)
                return;
            _isTold = true;
            text = $"{_input}: hangs: not done after {_longest}";
        }
        _hangs(text);
    }
}
