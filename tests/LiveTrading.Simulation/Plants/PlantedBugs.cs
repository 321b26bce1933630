namespace LiveTrading.Simulation.Plants;

/// <summary>Every bug that can be planted.</summary>
internal static class PlantedBugs
{
    /// <summary>New ones each time: a bug may remember things of the world that it is in.</summary>
    public static IReadOnlyList<PlantedBug> MakeAll() =>
    [
        new RecordAfterSend(),
        new SyncedWithoutSync(),
        new UnknownIsReject(),
        new SentAgain(),
        new FillsByPrice(),
        new FillsNotDeduplicated(),
        new CancelAssumedDone(),
        new UnknownCancelIsDone(),
        new NotFoundBelieved(),
        new OutageUnnoticed(),
        new HistoryIgnored(),
        new HistoryNamesFillsOtherwise(),
        new LateFillsIgnored(),
        new CancelIdsUnknown(),
        new BalancesIgnored(),
        new LastRecordDropped(),
        new IdsRepeat(),
    ];
}
