using System.Collections.Concurrent;
using System.Text;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Caching;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Benchmarks.Caches;

/// <summary>Finding what is known of an instrument.</summary>
internal sealed class CacheBenchmarks : IBenchmarkGroup
{
    private static readonly VenueId _venue = new("BINANCE");

    public string Name => "cache";

    public IEnumerable<Row> Measure(int rounds)
    {
        foreach (int instruments in (int[])[1, 10, 100, 1_000])
        {
            bool first = instruments == 1;
            yield return ByHandle(instruments, first ? new Target(11, "≤ 10 ns", 10) : new Target(11, "growth")).Measure(rounds);
            yield return ByName(instruments, first ? new Target(11, "≤ 60 ns", 60) : new Target(11, "growth")).Measure(rounds);
        }
    }

    private static Contest ByHandle(int instruments, Target target)
    {
        Cache cache = Filled(instruments, out InstrumentHandle[] handles, out string[] names);
        Dictionary<string, QuoteTick> plain = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => cache.Quote(handles[p.i]), StringComparer.Ordinal);
        ConcurrentDictionary<string, QuoteTick> shared = new(plain, StringComparer.Ordinal);
        return new Contest(
            "cache",
            $"quote by handle, {Count(instruments)}",
            target,
            new Contender("Cache.Quote", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (InstrumentHandle handle in handles)
                        sum += cache.Quote(handle).BidPrice.Raw;
                }

                return sum == 1 ? 0 : (long)n * handles.Length;
            }),
            new Contender("Dictionary by string", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (string name in names)
                        sum += plain[name].BidPrice.Raw;
                }

                return sum == 1 ? 0 : (long)n * names.Length;
            }),
            new Contender("ConcurrentDictionary by string", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (string name in names)
                        sum += shared[name].BidPrice.Raw;
                }

                return sum == 1 ? 0 : (long)n * names.Length;
            }));
    }

    private static Contest ByName(int instruments, Target target)
    {
        Cache cache = Filled(instruments, out InstrumentHandle[] handles, out string[] names);
        InstrumentId[] ids = [.. handles.Select(h => cache.Instrument(h).Id)];
        byte[][] symbols = [.. ids.Select(id => Encoding.UTF8.GetBytes(id.Symbol))];
        Dictionary<string, InstrumentHandle> plain = ids.Zip(handles).ToDictionary(p => p.First.Symbol, p => p.Second, StringComparer.Ordinal);
        for (int i = 0; i < ids.Length; i++)
        {
            BenchmarkException.Require(
                cache.TryGetHandle(ids[i], out InstrumentHandle byId) && byId == handles[i] && cache.TryGetHandle(symbols[i], _venue, out InstrumentHandle byBytes) && byBytes == handles[i],
                $"cache: {names[i]} was not found.");
        }

        return new Contest(
            "cache",
            $"instrument by string, {Count(instruments)}",
            target,
            new Contender("Cache.TryGetHandle, string", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (InstrumentId id in ids)
                    {
                        cache.TryGetHandle(id, out InstrumentHandle handle);
                        sum += handle.Index;
                    }
                }

                return sum == -1 ? 0 : (long)n * ids.Length;
            }),
            new Contender("Cache.TryGetHandle, UTF-8", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] symbol in symbols)
                    {
                        cache.TryGetHandle(symbol, _venue, out InstrumentHandle handle);
                        sum += handle.Index;
                    }
                }

                return sum == -1 ? 0 : (long)n * symbols.Length;
            }),
            new Contender("Dictionary, from UTF-8 by a string", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] symbol in symbols)
                        sum += plain[Encoding.UTF8.GetString(symbol)].Index;
                }

                return sum == -1 ? 0 : (long)n * symbols.Length;
            }));
    }

    private static string Count(int instruments) => instruments == 1 ? "1 instrument" : $"{instruments:N0} instruments";

    private static Cache Filled(int instruments, out InstrumentHandle[] handles, out string[] names)
    {
        Cache cache = new();
        handles = new InstrumentHandle[instruments];
        names = new string[instruments];
        for (int i = 0; i < instruments; i++)
        {
            InstrumentId id = new($"COIN{i}USDT", _venue);
            handles[i] = cache.AddInstrument(new Instrument { Id = id, BaseCurrency = "COIN" + i, QuoteCurrency = "USDT" });
            names[i] = id.ToString();
            cache.SetQuote(new QuoteTick(handles[i], new Price(i + 2), new Quantity(1), new Price(i + 3), new Quantity(1), 1, default, default));
        }

        return cache;
    }
}
