using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>Fills that were applied, so that none is applied twice. O(1); bounded: beyond the limit the oldest are forgotten. Loop thread.</summary>
public sealed class FillRegister
{
    private readonly Dictionary<FillIdentity, FillFacts> _fills = [];
    private readonly int _limit;
    private FillIdentity[] _order;
    private int _oldest;
    private int _count;

    /// <summary>An empty register.</summary>
    /// <param name="limit">Fills remembered, 1 or more.</param>
    public FillRegister(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _limit = limit;
        _order = new FillIdentity[Math.Min(limit, 256)];
    }

    /// <summary>Fills remembered.</summary>
    public int Count => _count;

    /// <summary>Compares a fill with what is known.</summary>
    /// <param name="identity">Which fill.</param>
    /// <param name="e">What this source says.</param>
    public FillNovelty Judge(in FillIdentity identity, in OrderEvent e)
    {
        if (!_fills.TryGetValue(identity, out FillFacts known))
            return FillNovelty.New;
        if (known.Price != e.LastPrice || known.Quantity != e.LastQuantity)
            return FillNovelty.Contradicts;
        if (known.CommissionCurrency is null)
            return e.CommissionCurrency is null ? FillNovelty.Known : FillNovelty.Completes;
        return e.CommissionCurrency is null || (e.Commission == known.Commission && e.CommissionCurrency == known.CommissionCurrency)
            ? FillNovelty.Known
            : FillNovelty.Contradicts;
    }

    /// <summary>Remembers a new fill, or the commission that was missing.</summary>
    public void Record(in FillIdentity identity, in OrderEvent e)
    {
        ref FillFacts facts = ref CollectionsMarshal.GetValueRefOrAddDefault(_fills, identity, out bool exists);
        facts = new FillFacts(e.LastPrice, e.LastQuantity, e.Commission, e.CommissionCurrency, facts.IsBusted);
        if (!exists)
            Remember(identity);
    }

    /// <summary>Marks a fill as taken back.</summary>
    /// <returns>False when it is not known or was taken back before.</returns>
    public bool TryBust(in FillIdentity identity, [MaybeNullWhen(false)] out FillFacts facts)
    {
        if (!_fills.TryGetValue(identity, out facts) || facts.IsBusted)
            return false;
        _fills[identity] = facts with { IsBusted = true };
        return true;
    }

    private void Remember(in FillIdentity identity)
    {
        if (_count == _limit)
        {
            _fills.Remove(_order[_oldest]);
            _order[_oldest] = identity;
            _oldest = (_oldest + 1) % _order.Length;
            return;
        }

        // Grows only before the first is forgotten, so the oldest still stands at the front.
        if (_count == _order.Length)
            Array.Resize(ref _order, Math.Min(_limit, _order.Length * 2));
        _order[_count++] = identity;
    }
}
