using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO;
using LiveTrading.Venues.Simulated;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>The simulated venue on a thread of its own and a free port, plain or with a certificate.</summary>
internal sealed class VenueOnThread : IDisposable
{
    private readonly EventLoop _loop = EventLoops.Create();
    private readonly SimulatedVenue _venue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public VenueOnThread(X509Certificate2? certificate, double speed = 0)
    {
        _venue = new SimulatedVenue(_loop, new SimulatedVenueOptions { Recordings = [LongRecording.Bundled], Speed = speed, Certificate = certificate }, NullLogger.Instance);
        _venue.EndOfData += _ended.SetResult;
        _venue.Start();
        Port = _venue.Port;
        _thread = new Thread(_loop.Run) { Name = "venue", IsBackground = true };
        _thread.Start();
    }

    public int Port { get; }

    /// <summary>The recording was played.</summary>
    public Task DataEnded => _ended.Task;

    /// <summary>Ends the thread; after it what the venue knows may be read.</summary>
    public SimulatedVenueStatus End()
    {
        _loop.Stop();
        _thread.Join();
        return _venue.Status;
    }

    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        _venue.Dispose();
        _loop.Dispose();
    }
}
