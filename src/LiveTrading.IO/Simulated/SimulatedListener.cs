namespace LiveTrading.IO.Simulated;

/// <summary>A port of the simulated network.</summary>
internal sealed class SimulatedListener(SimulatedNetwork network, ListenOptions options, int port, IStreamAcceptor acceptor) : LoopListener
{
    public override int Port => port;

    internal ListenOptions Options => options;

    internal IStreamAcceptor Acceptor => acceptor;

    protected override void Dispose(bool disposing) => network.Remove(this);
}
