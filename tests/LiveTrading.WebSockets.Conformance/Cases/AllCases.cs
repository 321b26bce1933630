namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>Every case, in a fixed order.</summary>
internal static class AllCases
{
    public static IReadOnlyList<ConformanceCase> Make(CaseSize size) =>
    [
        .. FramingCases.Make(),
        .. ControlCases.Make(),
        .. FragmentationCases.Make(),
        .. TextCases.Make(),
        .. CloseCases.Make(),
        .. LimitCases.Make(size),
        .. DeflateCases.Make(size),
        .. DeflateFaultCases.Make(),
    ];
}
