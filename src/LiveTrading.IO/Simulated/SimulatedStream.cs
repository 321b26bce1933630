using System.Globalization;
using LiveTrading.IO.Streams;

namespace LiveTrading.IO.Simulated;

/// <summary>One end of a connection of the simulated network.</summary>
internal sealed class SimulatedStream : HandledStream
{
    private readonly SimulatedEventLoop _loop;
    private readonly LoopTimer? _timeout;
    private SimulatedStream? _peer;
    private SimulatedConnection? _connection;
    private IStreamAcceptor? _acceptor;
    private bool _wantsRoom;
    private bool _roomComing;
    private bool _sendEnded;
    private bool _finArrived;
    private bool _receiveEnded;
    private bool _gone;

    /// <summary>The side that connects.</summary>
    internal SimulatedStream(SimulatedEventLoop loop, ConnectOptions options, SimulatedLink link, IStreamHandler handler)
        : base(loop.Kernel, options.Priority, options.Limits)
    {
        _loop = loop;
        DialedHost = options.Host;
        DialedPort = options.Port;
        RemoteName = string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");
        Handler = handler;
        Outgoing = new SimulatedPipe(link, loop.MonotonicNanos);
        _timeout = loop.CreateTimer(static timer => ((SimulatedStream)timer.State!).OnTimeout(), this);
        _timeout.Start(options.Timeout.Ticks * 100);
        TimeoutText = $"No connection to {RemoteName} within {options.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s.";
    }

    /// <summary>The side that was connected to.</summary>
    internal SimulatedStream(SimulatedEventLoop loop, StreamLimits limits, SimulatedLink link, SimulatedStream client, long notBeforeNanos)
        : base(loop.Kernel, StreamPriority.MarketData, limits)
    {
        _loop = loop;
        DialedHost = client.DialedHost;
        DialedPort = client.DialedPort;
        RemoteName = "simulated client";
        TimeoutText = "";
        Outgoing = new SimulatedPipe(link, notBeforeNanos);
    }

    public override string RemoteName { get; }

    internal string DialedHost { get; }

    internal int DialedPort { get; }

    internal SimulatedPipe Outgoing { get; }

    /// <summary>In the loop's list of streams to serve.</summary>
    internal bool IsReady { get; set; }

    internal bool IsAlive => !_gone;

    private string TimeoutText { get; }

    private bool Severed => _connection is { IsSevered: true };

    public override int Offer(ReadOnlySpan<byte> data)
    {
        if (Phase != StreamPhase.Open || _sendEnded || data.IsEmpty)
        {
            return 0;
        }

        SimulatedLink link = Outgoing.Link;
        int taken = link.WriteSize(Math.Min(data.Length, Outgoing.Space), _loop.Random);
        if (taken < data.Length)
        {
            _wantsRoom = true;
            if (Outgoing.Space > taken)
            {
                // A short write, not a full window: nobody reads anything to make room, so the news comes by itself.
                ScheduleRoom(_loop.MonotonicNanos + link.DelayNanos);
            }
        }

        if (taken > 0)
        {
            Outgoing.Write(data[..taken]);
            Send(OccurrenceKind.Bytes, taken);
        }

        return taken;
    }

    public override void ShutdownSend()
    {
        if (Phase != StreamPhase.Open || _sendEnded)
        {
            return;
        }

        _sendEnded = true;
        Send(OccurrenceKind.Fin, 0);
        if (_receiveEnded)
        {
            CloseWith(StreamError.RemoteClosed, "Both sides ended the connection.");
        }
    }

    internal void Join(SimulatedStream peer, SimulatedConnection connection)
    {
        _peer = peer;
        _connection = connection;
    }

    internal void Accept(IStreamAcceptor acceptor)
    {
        _acceptor = acceptor;
        AskStep();
    }

    /// <summary>Takes what the network does.</summary>
    internal void Occur(OccurrenceKind kind, int argument)
    {
        switch (kind)
        {
            case OccurrenceKind.Dial:
                if (Phase == StreamPhase.Connecting)
                {
                    _loop.Network.Dial(this);
                }

                break;
            case OccurrenceKind.Established:
                // On a connection severed meanwhile the answer is lost: the time-out ends it.
                if (!Severed)
                {
                    _timeout!.Cancel();
                    if (Phase == StreamPhase.Connecting)
                    {
                        AskConnected();
                    }
                }

                break;
            case OccurrenceKind.Refused:
                CloseWith(StreamError.Refused, $"{RemoteName} refused the connection: nothing listens there.");
                break;
            case OccurrenceKind.Unreachable:
                CloseWith(StreamError.Unreachable, $"There is no route to {RemoteName}.");
                break;
            case OccurrenceKind.Unresolvable:
                CloseWith(StreamError.NameResolution, $"The name {DialedHost} could not be resolved.");
                break;
            case OccurrenceKind.Bytes:
                OnBytes(argument);
                break;
            case OccurrenceKind.Fin:
                OnFin();
                break;
            case OccurrenceKind.Reset:
                if (!Severed)
                {
                    CutOff();
                }

                break;
            case OccurrenceKind.Room:
                OnRoom();
                break;
            default:
                throw new InvalidOperationException($"No such occurrence: {kind}.");
        }
    }

    /// <summary>An RST: the end, now.</summary>
    internal void CutOff()
    {
        _gone = true;
        CloseWith(StreamError.Reset, $"The connection to {RemoteName} was reset.");
    }

    internal void ReleaseHeld()
    {
        SimulatedPipe incoming = _peer!.Outgoing;
        int released = incoming.Release();
        if (released > 0)
        {
            AfterArrival(released);
        }

        if (incoming.HeldFin)
        {
            incoming.HeldFin = false;
            OnFin();
        }
    }

    /// <summary>Delivers what has arrived.</summary>
    internal void Serve()
    {
        if (Phase != StreamPhase.Open || ReceivePaused)
        {
            return;
        }

        SimulatedPipe incoming = _peer!.Outgoing;
        while (incoming.Readable > 0)
        {
            int wanted = incoming.Link.ReadSize(incoming.Readable, _loop.Random);
            Span<byte> space = Buffer.Space(wanted);
            incoming.Read(space);
            Buffer.Filled(space.Length);
            _peer.Freed();
            bool more = DeliverReceived();
            Kernel.ServeFlushes();
            if (!more)
            {
                return;
            }
        }

        if (_finArrived && !_receiveEnded)
        {
            _receiveEnded = true;
            if (_sendEnded)
            {
                CloseWith(StreamError.RemoteClosed, "Both sides ended the connection.");
            }
            else
            {
                DeliverReceiveEnded();
            }
        }
    }

    private protected override void OnStep()
    {
        IStreamHandler? handler;
        try
        {
            handler = _acceptor!.OnAccepted(this);
        }
        catch (Exception error)
        {
            Kernel.Report(error);
            handler = null;
        }

        if (handler is null)
        {
            CloseWith(StreamError.None, "", reset: true);
            return;
        }

        Handler = handler;
        EnterOpen();
        if (_peer!.Outgoing.Readable > 0 || _finArrived)
        {
            _loop.MarkReady(this);
        }
    }

    private protected override void ReleaseTransport(bool reset)
    {
        _timeout?.Cancel();
        bool told = _gone;
        _gone = true;
        if (_peer is null)
        {
            return;
        }

        if (!told)
        {
            // As TCP does: closing with unread bytes, or by force, is an RST; otherwise a FIN after what was sent.
            bool abrupt = reset || _peer.Outgoing.Readable > 0;
            if (abrupt)
            {
                _loop.Schedule(_loop.MonotonicNanos + Outgoing.Link.DelayNanos, new Occurrence(_peer, OccurrenceKind.Reset));
            }
            else if (!_sendEnded)
            {
                Send(OccurrenceKind.Fin, 0);
            }
        }

        if (!_peer.IsAlive)
        {
            _loop.Network.Forget(_connection!);
        }
    }

    private protected override void OnGone() => _loop.Forget(this);

    private protected override void OnPausedChanged()
    {
    }

    private protected override void OnResumed()
    {
        if (Buffer.Length == 0 || DeliverReceived())
        {
            _loop.MarkReady(this);
        }
    }

    private void OnTimeout() => CloseWith(StreamError.TimedOut, TimeoutText);

    private void Send(OccurrenceKind kind, int bytes)
    {
        SimulatedLink link = Outgoing.Link;
        long arrival = _loop.MonotonicNanos + link.DelayNanos + (link.JitterNanos > 0 ? _loop.Random.Below(link.JitterNanos + 1) : 0);
        arrival = Math.Max(arrival, Outgoing.LastArrivalNanos);
        Outgoing.LastArrivalNanos = arrival;
        _loop.Schedule(arrival, new Occurrence(_peer!, kind, bytes));
    }

    private void OnBytes(int count)
    {
        if (Severed)
        {
            return;
        }

        if (_gone)
        {
            // Nobody is there any more: the sender learns it by an RST.
            _loop.Schedule(_loop.MonotonicNanos + Outgoing.Link.DelayNanos, new Occurrence(_peer!, OccurrenceKind.Reset));
            return;
        }

        if (_peer!.Outgoing.Arrive(count))
        {
            AfterArrival(count);
        }
    }

    private void AfterArrival(int count)
    {
        SimulatedPipe incoming = _peer!.Outgoing;
        if (incoming.ResetAt >= 0 && incoming.Arrived >= incoming.ResetAt)
        {
            incoming.Truncate((int)Math.Min(count, incoming.Arrived - incoming.ResetAt));
            incoming.ResetAt = -1;
            Serve();
            _connection!.Reset();
            return;
        }

        _loop.MarkReady(this);
    }

    private void OnFin()
    {
        if (Severed || _gone)
        {
            return;
        }

        if (_peer!.Outgoing.Holding)
        {
            _peer.Outgoing.HeldFin = true;
            return;
        }

        _finArrived = true;
        _loop.MarkReady(this);
    }

    private void Freed()
    {
        if (_wantsRoom && !Severed)
        {
            ScheduleRoom(_loop.MonotonicNanos + Outgoing.Link.DelayNanos);
        }
    }

    private void ScheduleRoom(long due)
    {
        if (!_roomComing)
        {
            _roomComing = true;
            _loop.Schedule(due, new Occurrence(this, OccurrenceKind.Room));
        }
    }

    private void OnRoom()
    {
        _roomComing = false;
        if (_wantsRoom && Phase == StreamPhase.Open && !_sendEnded && Outgoing.Space > 0)
        {
            _wantsRoom = false;
            AskSendReady();
        }
    }
}
