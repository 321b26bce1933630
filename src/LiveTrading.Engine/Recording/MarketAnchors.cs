namespace LiveTrading.Engine.Recording;

/// <summary>The anchors of all instruments; each block starts without any, so that it can be read alone. Grows with the highest handle, up to <see cref="MaxInstruments"/>.</summary>
internal sealed class MarketAnchors
{
    /// <summary>Handles beyond share one anchor.</summary>
    public const int MaxInstruments = 65_536;

    private MarketAnchor[] _anchors = new MarketAnchor[16];
    private MarketAnchor _shared;
    private int _block = 1;

    /// <summary>A block begins.</summary>
    public void Reset() => _block++;

    public ref MarketAnchor Of(int instrument)
    {
        ref MarketAnchor anchor = ref (uint)instrument < (uint)_anchors.Length ? ref _anchors[instrument] : ref Distant(instrument);
        if (anchor.Block != _block)
            anchor = new MarketAnchor { Block = _block };
        return ref anchor;
    }

    private ref MarketAnchor Distant(int instrument)
    {
        if ((uint)instrument >= MaxInstruments)
            return ref _shared;
        Array.Resize(ref _anchors, Math.Max(instrument + 1, _anchors.Length * 2));
        return ref _anchors[instrument];
    }
}
