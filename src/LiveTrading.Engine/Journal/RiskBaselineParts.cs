using LiveTrading.Engine.Risk;

namespace LiveTrading.Engine.Journal;

/// <summary>Spreads risk baselines over as many records as their strategies need.</summary>
internal static class RiskBaselineParts
{
    /// <summary>Strategies a record holds whatever their names: (4,096 − 20 header − 70 totals) / (122 name + 16 amount + 1 flag).</summary>
    public const int StrategiesPerRecord = 28;

    public static int CountOf(RiskBaselines baselines) =>
        Math.Max(1, (baselines.Strategies.Count + StrategiesPerRecord - 1) / StrategiesPerRecord);

    /// <summary>Writes one part.</summary>
    /// <returns>Its kind: a single part is a plain record.</returns>
    public static JournalRecordKind Write(ref PayloadWriter w, RiskBaselines baselines, int part, int parts)
    {
        int from = part * StrategiesPerRecord;
        int count = Math.Min(StrategiesPerRecord, baselines.Strategies.Count - from);
        if (parts == 1)
        {
            JournalCodec.WriteRiskBaselines(ref w, baselines, from, count);
            return JournalRecordKind.RiskBaselines;
        }

        JournalCodec.WriteRiskBaselinesPart(ref w, baselines, part, parts, from, count);
        return JournalRecordKind.RiskBaselinesPart;
    }
}
