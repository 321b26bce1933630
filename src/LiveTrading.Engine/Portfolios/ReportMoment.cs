namespace LiveTrading.Engine.Portfolios;

/// <summary>When a report of balances was made and came.</summary>
/// <param name="EventTime">Venue's time of the account's last change, Unix nanoseconds; 0 where it does not say.</param>
/// <param name="Received">Wall time of its arrival, Unix nanoseconds.</param>
/// <param name="At">Monotonic time of its arrival.</param>
/// <param name="VenueNow">The venue's time at its arrival as its time route tells, Unix nanoseconds; 0 while unknown.</param>
/// <param name="AskedAt">Monotonic time at which it was asked for; <see cref="long.MinValue"/> when it came by itself.</param>
internal readonly record struct ReportMoment(long EventTime, long Received, long At, long VenueNow, long AskedAt);
