using LiveTrading.Model;

namespace LiveTrading.Engine.Journal;

/// <summary>First record of a snapshot: what it stands for.</summary>
/// <param name="Instance">The engine instance that writes this journal.</param>
/// <param name="Segment">Number of the last segment it covers; it covers all before it too.</param>
/// <param name="Created">When that segment was started.</param>
/// <param name="LastSequence">Number of the last record it covers.</param>
/// <param name="Starts">Starts of the engine it covers; only the first and the last stand in it.</param>
/// <param name="LastEventTime">Time of the newest order event it covers.</param>
/// <param name="TellsSyncs">The run that its last record is of says after each sync how far the disk has everything.</param>
public readonly record struct SnapshotHeader(uint Instance, long Segment, UnixNanos Created, long LastSequence, long Starts, UnixNanos LastEventTime, bool TellsSyncs);
