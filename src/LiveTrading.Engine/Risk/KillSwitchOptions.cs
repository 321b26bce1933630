using System.Globalization;

namespace LiveTrading.Engine.Risk;

/// <summary>How long the kill switch waits and how it closes. Read once when it is made.</summary>
public sealed class KillSwitchOptions
{
    /// <summary>How long until orders that are still open raise an alarm; it goes on waiting. 100 ms to 10 min. Default 10 s.</summary>
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often cancels are asked for again for orders that have none under way. 100 ms to 1 min. Default 1 s.</summary>
    public TimeSpan CancelRepeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often it looks. 1 ms to 1 s. Default 20 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How far beyond the best price a closing order may trade, as a fraction. Above 0, at most 0.5. Default 0.01 (1 %).</summary>
    public decimal FlattenPriceBand { get; set; } = 0.01m;

    /// <summary>Most rounds of closing. 1 to 100. Default 10.</summary>
    public int MaxFlattenRounds { get; set; } = 10;

    /// <summary>How long closing may take in all. 1 s to 1 h. Default 60 s.</summary>
    public TimeSpan FlattenTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Checks every value.</summary>
    /// <param name="path">Where these options stand in the configuration; starts every problem.</param>
    /// <returns>All problems; empty when all is well.</returns>
    public IReadOnlyList<string> Validate(string path)
    {
        var problems = new List<string>();
        Duration(nameof(CancelTimeout), CancelTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Duration(nameof(CancelRepeatInterval), CancelRepeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Duration(nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Duration(nameof(FlattenTimeout), FlattenTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (FlattenPriceBand is <= 0m or > 0.5m)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{nameof(FlattenPriceBand)} is {FlattenPriceBand}; allowed is above 0, at most 0.5."));
        if (MaxFlattenRounds is < 1 or > 100)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{nameof(MaxFlattenRounds)} is {MaxFlattenRounds}; allowed is 1 to 100."));
        return problems;

        void Duration(string key, TimeSpan value, TimeSpan smallest, TimeSpan largest)
        {
            if (value < smallest || value > largest)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{key} is {value}; allowed is {smallest} to {largest}."));
        }
    }

    internal KillSwitchOptions Copy() => (KillSwitchOptions)MemberwiseClone();
}
