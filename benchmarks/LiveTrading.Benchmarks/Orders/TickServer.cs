using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>
/// A venue that is a stopwatch: it sends a tick, spins until the bytes of the order are there, and answers the order as the
/// venue does. One thread, which spins while it measures: it is the instrument.
/// </summary>
internal sealed class TickServer : IDisposable
{
    /// <summary>Where ticks are sent as to a venue's market stream.</summary>
    public const string StreamPath = "/stream";

    /// <summary>Where the same ticks are sent, and any message back is the answer.</summary>
    public const string RawPath = "/raw";

    private const int IdleMicroseconds = 1000;
    private const double SilenceSeconds = 20;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<TickConnection> _connections = [];
    private readonly ConcurrentQueue<string> _commands = new();
    private volatile bool _ended;
    private TickConnection? _orders;
    private long _stampedAt;
    private long _ticks;
    private long _orderNumber;

    public TickServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    /// <summary>
    /// Serves until the commands end. <c>measure PATH COUNT GAP</c>: so many ticks, each so many microseconds after the last
    /// answer; answered with the nanoseconds of each. <c>drop PATH</c>: that connection is closed.
    /// </summary>
    public void Run(TextReader commands, TextWriter answers)
    {
        new Thread(() =>
        {
            while (commands.ReadLine() is { } line)
                _commands.Enqueue(line);
            _ended = true;
        })
        { IsBackground = true, Name = "commands" }.Start();
        answers.WriteLine(((IPEndPoint)_listener.LocalEndPoint!).Port);
        answers.Flush();
        while (!_ended)
        {
            Wait();
            ServeAll();
            if (!_commands.TryDequeue(out string? command))
                continue;
            string[] words = command.Split(' ');
            if (words[0] == "drop")
            {
                TickConnection dropped = Find(words[1]);
                dropped.Close();
                _connections.Remove(dropped);
                continue;
            }

            answers.WriteLine(string.Join(' ', Measure(Find(words[1]), int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture))));
            answers.Flush();
        }
    }

    public void Dispose()
    {
        foreach (TickConnection connection in _connections)
            connection.Close();
        _listener.Dispose();
    }

    private TickConnection Find(string path) =>
        _connections.Find(c => c.Path.StartsWith(path, StringComparison.Ordinal) && !c.IsClosed) ?? throw new BenchmarkException($"The tick server has no connection {path}.");

    private void Wait()
    {
        List<Socket> waiting = [_listener, .. _connections.Select(c => c.Socket)];
        Socket.Select(waiting, null, null, IdleMicroseconds);
        if (!waiting.Contains(_listener))
            return;
        _connections.Add(new TickConnection(_listener.Accept()));
    }

    private void ServeAll()
    {
        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            if (_connections[i].IsClosed || !Serve(_connections[i]))
                _connections.RemoveAll(c => c.IsClosed);
        }
    }

    // False: it is closed.
    private bool Serve(TickConnection connection)
    {
        if (connection.TryReceive())
            _stampedAt = Stopwatch.GetTimestamp();
        while (connection.TryTakeText(out byte[] message))
        {
            if (!connection.Path.StartsWith(RawPath, StringComparison.Ordinal))
                Answer(connection, message);
            else
                _orderNumber++;
        }

        return !connection.IsClosed;
    }

    private void Answer(TickConnection connection, byte[] message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        JsonElement id = document.RootElement.GetProperty("id");
        string method = document.RootElement.GetProperty("method").GetString()!;
        if (connection.Path.StartsWith(StreamPath, StringComparison.Ordinal))
        {
            connection.Send($"{{\"result\":null,\"id\":{id.GetRawText()}}}");

            // The market as it stands, as whoever subscribes would see it with the next change.
            connection.Send(VenueAnswers.Tick(++_ticks));
            return;
        }

        if (method != "order.place")
        {
            if (method.StartsWith("userDataStream", StringComparison.Ordinal))
                _orders = connection;
            connection.Send(VenueAnswers.Answer(id, method));
            return;
        }

        foreach (string answer in VenueAnswers.Expire(id, document.RootElement.GetProperty("params"), ++_orderNumber))
            connection.Send(answer);
    }

    private long[] Measure(TickConnection to, int count, int gapMicroseconds)
    {
        long[] nanos = new long[count];
        TickConnection from = to.Path.StartsWith(RawPath, StringComparison.Ordinal) ? to : _orders ?? throw new BenchmarkException("The tick server has no order-entry connection.");
        for (int i = 0; i < count; i++)
        {
            long waitUntil = Stopwatch.GetTimestamp() + (gapMicroseconds * Stopwatch.Frequency / 1_000_000);
            do
                ServeAll();
            while (Stopwatch.GetTimestamp() < waitUntil);
            byte[] tick = Encoding.UTF8.GetBytes(VenueAnswers.Tick(++_ticks));
            long orders = _orderNumber;
            long begun = Stopwatch.GetTimestamp();
            to.Send(FrameOpcode.Text, tick);
            while (_orderNumber == orders)
            {
                if (!Serve(from))
                    throw new BenchmarkException("The tick server lost a connection.");
                if (Stopwatch.GetElapsedTime(begun).TotalSeconds > SilenceSeconds)
                    throw new BenchmarkException($"The tick server got no answer to tick {i} on {to.Path}.");
            }

            nanos[i] = (long)Stopwatch.GetElapsedTime(begun, _stampedAt).TotalNanoseconds;
        }

        return nanos;
    }
}
