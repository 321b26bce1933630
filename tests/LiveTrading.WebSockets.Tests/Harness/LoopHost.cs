using LiveTrading.IO;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>A real loop with a server on a thread of its own, for clients of other makes.</summary>
internal sealed class LoopHost : IDisposable
{
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventLoop? _loop;
    private Thread? _thread;

    public int Start(Func<EventLoop, WebServer> make)
    {
        _thread = new Thread(() =>
        {
            try
            {
                using EventLoop loop = EventLoops.Create();
                using WebServer server = make(loop);
                _loop = loop;
                _port.SetResult(server.Port);
                loop.Run();
            }
            catch (Exception error)
            {
                _port.TrySetException(error);
            }
        });
        _thread.Start();
        return _port.Task.GetAwaiter().GetResult();
    }

    public void Stop()
    {
        _loop?.Stop();
        _thread?.Join();
        _loop = null;
        _thread = null;
    }

    public void Dispose() => Stop();
}
