using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// What the engine waits for with an order: answers, retries, queries, the second leg of a change. Lives only while
/// something is outstanding and is reused afterwards.
/// </summary>
internal sealed class OrderWatch
{
    /// <summary>No moment: nothing is due.</summary>
    public const long Never = long.MaxValue;

    public Order Order { get; private set; } = null!;

    public VenueExecution Venue { get; private set; } = null!;

    /// <summary>Place in the desk's list; −1 when not in it.</summary>
    public int Place { get; set; } = -1;

    /// <summary>It stands in the desk's work list.</summary>
    public bool HasWork { get; set; }

    public long SubmitDue { get; set; }

    public long CancelDue { get; set; }

    public long ModifyDue { get; set; }

    public long QueryDue { get; set; }

    /// <summary>When a cancel that was not handed over is tried again.</summary>
    public long CancelRetryDue { get; set; }

    /// <summary>Latest moment at which the submit may have been handed over.</summary>
    public long SubmitSentAt { get; set; }

    public long CancelSentAt { get; set; }

    public long ModifySentAt { get; set; }

    /// <summary>The adapter has the cancel: it is not given to it again.</summary>
    public bool CancelGiven { get; set; }

    /// <summary>Nobody will ask for the cancel again: one that turns out not to have been received is followed by another.</summary>
    public bool CancelStands { get; set; }

    /// <summary>Wait before the next query.</summary>
    public long QueryDelay { get; set; }

    public bool IsQueryOut { get; set; }

    public int Queries { get; set; }

    /// <summary>Not-found answers in a row.</summary>
    public int NotFoundCount { get; set; }

    public long FirstNotFoundAt { get; set; }

    /// <summary>Reconciliation run that must begin from this moment on to prove that the order is nowhere; <see cref="Never"/>: none asked for.</summary>
    public long ProofFrom { get; set; }

    /// <summary>Something contradicted: queried until the venue's answer agrees.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>The venue's final word, held back until the fills it speaks of are applied.</summary>
    public OrderStatusReport? HeldFinal { get; set; }

    /// <summary>Answers that show it open although it is closed here.</summary>
    public int OpenAnswers { get; set; }

    /// <summary>Answers that speak of fills the trade history does not show.</summary>
    public int FillsMissingAnswers { get; set; }

    /// <summary>Filled quantity as the venue last said.</summary>
    public Quantity VenueFilled { get; set; }

    /// <summary>A change by cancel and new order is under way.</summary>
    public bool IsReplacing { get; set; }

    public Price ReplacePrice { get; set; }

    public Quantity ReplaceQuantity { get; set; }

    /// <summary>The earliest moment at which something is due.</summary>
    public long NextDue => Math.Min(Math.Min(Math.Min(SubmitDue, CancelDue), Math.Min(ModifyDue, QueryDue)), CancelRetryDue);

    /// <summary>Nothing is waited for.</summary>
    public bool IsIdle => !Order.IsInFlight && !IsInDoubt && !IsReplacing && HeldFinal is null;

    public void Begin(Order order, VenueExecution venue, long queryDelay)
    {
        Order = order;
        Venue = venue;
        SubmitDue = CancelDue = ModifyDue = QueryDue = CancelRetryDue = ProofFrom = Never;
        SubmitSentAt = CancelSentAt = ModifySentAt = FirstNotFoundAt = 0;
        CancelGiven = CancelStands = IsQueryOut = IsInDoubt = IsReplacing = HasWork = false;
        Queries = NotFoundCount = OpenAnswers = FillsMissingAnswers = 0;
        QueryDelay = queryDelay;
        HeldFinal = null;
        VenueFilled = Quantity.Zero;
        ReplacePrice = Price.Zero;
        ReplaceQuantity = Quantity.Zero;
    }

    public void End()
    {
        Order = null!;
        Venue = null!;
        HeldFinal = null;
    }
}
