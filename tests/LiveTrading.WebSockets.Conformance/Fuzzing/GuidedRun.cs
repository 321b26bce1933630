using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>
/// Looks for inputs that reach new branches, and changes those on: the choices an input is made from are bytes
/// (<see cref="ChoiceRandom"/>), and choices whose input took a branch in a new way, or as often as none before, are kept.
/// Each target by itself, each for as long as the others. To be run in an <see cref="InstrumentedContext"/>.
/// </summary>
internal sealed class GuidedRun
{
    /// <summary>Most choices kept for one target: what any input of it reaches is far less.</summary>
    private const int MaxKept = 20_000;

    /// <summary>Longest choices.</summary>
    private const int MaxChoices = 4096;

    /// <summary>Inputs of a target before the next one's turn.</summary>
    private const int TurnInputs = 100;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(60);

    /// <summary>Counters of branches: SharpFuzz takes as many for granted.</summary>
    private const int Branches = 65_536;

    private readonly byte[] _reached = new byte[Branches];
    private readonly byte[] _none = new byte[Branches];
    private readonly nint _counters = Marshal.AllocHGlobal(Branches);
    private readonly Random _random;
    private readonly TextWriter _output;
    private readonly List<Track> _tracks;
    private readonly int _seed;

    private GuidedRun(int seed, IReadOnlyList<IFuzzTarget> targets, TextWriter output)
    {
        // The library's branches count themselves there, for as long as the process lives.
        typeof(SharpFuzz.Common.Trace).GetField("SharedMem", BindingFlags.Public | BindingFlags.Static)!.SetValue(null, _counters);
        _seed = seed;
        _random = new Random(seed);
        _output = output;
        _tracks = [.. targets.Select(t => new Track(t, new byte[Branches]))];
    }

    /// <summary>Runs for a time.</summary>
    /// <param name="seed">Of the first choices and all changes.</param>
    /// <param name="target">Null: all.</param>
    /// <param name="duration">How long.</param>
    /// <param name="output">Gets what did not hold, and now and then how far it is.</param>
    /// <returns>Whether every invariant held.</returns>
    public static bool Start(int seed, string? target, TimeSpan duration, TextWriter output) =>
        new GuidedRun(seed, FuzzRun.Targets(target), output).Run(duration);

    private bool Run(TimeSpan duration)
    {
        using var watch = new FuzzWatch(_longest, text =>
        {
            _output.WriteLine(text);
            Environment.Exit(1);
        });
        var clock = Stopwatch.StartNew();
        var report = TimeSpan.FromMinutes(1);
        while (clock.Elapsed < duration)
        {
            Track track = _tracks.MinBy(static t => t.Taken)!;
            TimeSpan begun = clock.Elapsed;
            for (int i = 0; i < TurnInputs && clock.Elapsed < duration; i++)
            {
                if (!Feed(track, Choose(track), watch))
                    return false;
            }
            track.Taken += clock.Elapsed - begun;
            if (clock.Elapsed < report)
                continue;
            report += TimeSpan.FromMinutes(1);
            _output.WriteLine($"{clock.Elapsed.TotalMinutes:0} min: {string.Join("; ", _tracks)}");
        }
        _output.WriteLine($"seed {_seed}, guided: {string.Join("; ", _tracks)}: every invariant held");
        return true;
    }

    private byte[] Choose(Track track)
    {
        // New ones come in all the time, so that a change made early is not all there is.
        if (track.Kept.Count == 0 || _random.Next(20) == 0)
        {
            var fresh = new byte[_random.Next(1, 400)];
            _random.NextBytes(fresh);
            return fresh;
        }
        byte[] choices = track.Kept[_random.Next(3) == 0 ? _random.Next(track.Kept.Count) : track.Kept.Count - 1 - _random.Next(Math.Min(50, track.Kept.Count))];
        if (_random.Next(8) == 0)
        {
            // The beginning of one, the end of another.
            byte[] other = track.Kept[_random.Next(track.Kept.Count)];
            choices = [.. choices[.._random.Next(choices.Length + 1)], .. other[_random.Next(other.Length + 1)..]];
        }
        for (int i = _random.Next(1, 4); i > 0; i--)
            choices = Mutation.Of(choices, _random);
        return choices.Length > MaxChoices ? choices[..MaxChoices] : choices;
    }

    private bool Feed(Track track, byte[] choices, FuzzWatch watch)
    {
        Marshal.Copy(_none, 0, _counters, Branches);
        SharpFuzz.Common.Trace.PrevLocation = 0;
        watch.Begin($"{track.Target.Name}, choices {Convert.ToHexString(choices)}", _seed, track.Inputs++);
        try
        {
            track.Target.Run(new ChoiceRandom(choices));
        }
        catch (Exception error)
        {
            _output.WriteLine($"{track.Target.Name}, choices {Convert.ToHexString(choices)}: {(error is FuzzFailedException ? error.Message : error.ToString())}");
            return false;
        }
        finally
        {
            watch.End();
        }
        Marshal.Copy(_counters, _reached, 0, Branches);
        if (track.IsNew(_reached) && track.Kept.Count < MaxKept)
            track.Kept.Add(choices);
        return true;
    }

    /// <summary>A target and how far it got.</summary>
    private sealed class Track(IFuzzTarget target, byte[] seen)
    {
        private int _branches;

        public IFuzzTarget Target { get; } = target;

        public List<byte[]> Kept { get; } = [];

        public int Inputs { get; set; }

        public TimeSpan Taken { get; set; }

        public override string ToString() => $"{Target.Name} {Inputs} inputs in {Taken.TotalSeconds:0} s, {_branches} ways through branches, {Kept.Count} kept";

        /// <summary>Whether a branch was taken in a new way, or in a new order of magnitude.</summary>
        public bool IsNew(byte[] reached)
        {
            bool isNew = false;
            for (int i = reached.AsSpan().IndexOfAnyExcept((byte)0); i >= 0;)
            {
                byte magnitude = (byte)(1 << Math.Min(7, (int)Math.Log2(reached[i])));
                if ((seen[i] & magnitude) == 0)
                {
                    if (seen[i] == 0)
                        _branches++;
                    seen[i] |= magnitude;
                    isNew = true;
                }
                int next = reached.AsSpan(i + 1).IndexOfAnyExcept((byte)0);
                i = next < 0 ? -1 : i + 1 + next;
            }
            return isNew;
        }
    }
}
