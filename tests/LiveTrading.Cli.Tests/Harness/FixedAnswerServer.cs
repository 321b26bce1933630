using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LiveTrading.Cli.Tests.Harness;

/// <summary>Answers whoever connects with the same bytes, whatever is asked, and hangs up.</summary>
internal sealed class FixedAnswerServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    public FixedAnswerServer(string answer)
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public int Port { get; }

    public void Dispose() => _listener.Stop();

    private void Serve()
    {
        byte[] request = new byte[4096];
        try
        {
            while (true)
            {
                using Socket client = _listener.AcceptSocket();
                client.Receive(request);
                client.Send(_answer);
                client.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The listener was stopped, before, between or within the calls, which tell it in three ways: the test is over.
        }
    }
}
