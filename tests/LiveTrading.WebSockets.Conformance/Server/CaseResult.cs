namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>One case as it was played.</summary>
/// <param name="Id">Which.</param>
/// <param name="What">What it is about.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Detail">What was wrong; empty when nothing was.</param>
internal sealed record CaseResult(string Id, string What, CaseVerdict Verdict, string Detail);
