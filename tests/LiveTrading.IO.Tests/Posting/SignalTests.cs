using System.Diagnostics;
using LiveTrading.IO.Simulated;
using LiveTrading.TestSupport;

namespace LiveTrading.IO.Tests.Posting;

/// <summary>Operating-system signals, real and simulated.</summary>
public sealed class SignalTests
{
    // Generous: only a failing test ever waits so long.
    private const long BoundNanos = 20_000_000_000;

    [Fact]
    public void OnSignal_hang_up_sent_to_this_process_delivered_on_the_loop_thread()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGHUP.");
        Assert.SkipWhen(IgnoredSignals.Any(IgnoredSignals.HangUp), "This test runs where SIGHUP is ignored, as under nohup, and the runtime leaves it so.");
        using EventLoop loop = EventLoops.Create();
        loop.CreateTimer(_ => loop.Stop()).Start(BoundNanos);
        var delivered = new List<(LoopSignal Signal, Thread Thread)>();
        using IDisposable registration = loop.OnSignal(LoopSignal.HangUp, signal =>
        {
            delivered.Add((signal, Thread.CurrentThread));
            loop.Stop();
        });
        using Process? kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(null, null)]);
        loop.Run();

        (LoopSignal arrived, Thread thread) = Assert.Single(delivered);
        Assert.Equal(LoopSignal.HangUp, arrived);
        Assert.Same(Thread.CurrentThread, thread);
    }

    [Fact]
    public void Raise_twice_delivered_twice_before_everything_else()
    {
        using var loop = new SimulatedEventLoop();
        var order = new List<string>();
        using IDisposable registration = loop.OnSignal(LoopSignal.Interrupt, signal => order.Add(signal.ToString()));
        loop.TryPost(_ => order.Add("control"), null, PostLane.Control);
        loop.Raise(LoopSignal.Interrupt);
        loop.Raise(LoopSignal.Interrupt);
        loop.Raise(LoopSignal.Terminate);
        loop.RunFor(0);

        Assert.Equal(["Interrupt", "Interrupt", "control"], order);
    }

    [Fact]
    public void Raise_with_a_full_control_lane_not_lost()
    {
        using var loop = new SimulatedEventLoop();
        int delivered = 0;
        using IDisposable registration = loop.OnSignal(LoopSignal.Terminate, _ => delivered++);
        while (loop.TryPost(static _ => { }, null, PostLane.Control))
        {
        }

        loop.Raise(LoopSignal.Terminate);
        loop.RunFor(0);

        Assert.Equal(1, delivered);
    }

    [Fact]
    public void Dispose_of_the_registration_ends_delivery()
    {
        using var loop = new SimulatedEventLoop();
        int delivered = 0;
        loop.OnSignal(LoopSignal.Terminate, _ => delivered++).Dispose();
        loop.Raise(LoopSignal.Terminate);
        loop.RunFor(0);

        Assert.Equal(0, delivered);
    }
}
