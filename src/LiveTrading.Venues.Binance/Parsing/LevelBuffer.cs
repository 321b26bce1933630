using System.Runtime.CompilerServices;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Reusable arrays of price levels that double up to <see cref="ParseLimits.LevelsPerSide"/>.</summary>
internal static class LevelBuffer
{
    /// <summary>Doubles it; false at the limit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryGrow(ref BookLevel[] levels, out BookLevel[] grown)
    {
        if (levels.Length < ParseLimits.LevelsPerSide)
            Array.Resize(ref levels, Math.Min(levels.Length * 2, ParseLimits.LevelsPerSide));
        else
            return Same(levels, out grown);
        grown = levels;
        return true;
    }

    /// <summary>Reads <c>[["price","quantity"],…]</c> in the general way.</summary>
    public static bool Read(ref JsonCursor json, ref BookLevel[] levels, out int count)
    {
        count = 0;
        if (!json.EnterArray())
            return false;
        while (json.NextElement())
        {
            if (count == levels.Length && !TryGrow(ref levels, out _))
                return json.Fail(ParseStatus.TooMany);
            if (!json.EnterArray() || !Element(ref json) || !json.ReadAmount(out long price) || !Element(ref json) || !json.ReadAmount(out long quantity))
                return false;
            while (json.NextElement())
            {
                if (!json.SkipValue())
                    return false;
            }

            if (json.Status != ParseStatus.Ok)
                return false;
            levels[count++] = new BookLevel(new Price(price), new Quantity(quantity));
        }

        return json.Status == ParseStatus.Ok;
    }

    private static bool Element(ref JsonCursor json) => json.NextElement() || json.Fail(ParseStatus.MissingField);

    private static bool Same(BookLevel[] levels, out BookLevel[] grown)
    {
        grown = levels;
        return false;
    }
}
