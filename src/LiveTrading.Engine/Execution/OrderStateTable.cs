using System.Text;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Which event is legal in which state, and where it leads. Requests outstanding are held beside the state, so
/// "pending cancel" and "pending modify" are no states and cannot hide what the order was before.
/// </summary>
/// <remarks>
/// The one exception to a table is a fill: money moved, so it is applied everywhere. The table is data; a test prints it
/// into <c>docs/order-states.md</c>.
/// </remarks>
public static class OrderStateTable
{
    private const int StateCount = (int)OrderState.Expired + 1;
    private const int EventCount = (int)OrderEventKind.FillBusted;

    // '.' illegal, '=' duplicate, 's' applied and the state stays, a capital: applied and goes to that state:
    // D denied, Q pending, S submitted, A accepted, T triggered, P partially filled, C canceled, R rejected, X expired.
    private static readonly string[] s_rows =
    [
        // Pending, Denied, Submitted, Accepted, Rejected, Triggered, Filled, Canceled, Expired, PendingCancel, CancelRejected,
        // PendingModify, Modified, ModifyRejected, Unknown, FillBusted
        "Q D . . . . P . . . . . . . . s", // Initialized
        "Q D . . . . P C X . . . . . . s", // Emulated
        ". = . . . . s . . . . . . . . s", // Denied
        "= D S A R T P C X s s . . . s s", // Pending
        "= . = A R T P C X s s s s s s s", // Submitted
        "= . = = R T P C X s s s s s s s", // Accepted
        "= . = = R = P C X s s s s s s s", // Triggered
        "= . = = . = P C X s s s s s s s", // PartiallyFilled
        "= . = = . = s . . . = . = = = s", // Filled
        "= . = = . = s = = . = . = = = s", // Canceled
        "= . = . = . s = = . = . . = = s", // Rejected
        "= . = = . = s = = . = . = = = s", // Expired
    ];

    private static readonly OrderTransition[] s_cells = Build();

    /// <summary>The cell of a state and an event.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public static OrderTransition Find(OrderState state, OrderEventKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfZero((int)kind, nameof(kind));
        return s_cells[(int)state * EventCount + (int)kind - 1];
    }

    /// <summary>The table as Markdown, for the documentation.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| state |");
        for (int e = 1; e <= EventCount; e++)
            text.Append(' ').Append((OrderEventKind)e).Append(" |");
        text.Append("\n|---|");
        for (int e = 0; e < EventCount; e++)
            text.Append("---|");
        for (int s = 0; s < StateCount; s++)
        {
            text.Append("\n| ").Append((OrderState)s).Append(" |");
            for (int e = 1; e <= EventCount; e++)
                text.Append(' ').Append(Describe((OrderState)s, Find((OrderState)s, (OrderEventKind)e))).Append(" |");
        }

        return text.Append('\n').ToString();
    }

    private static string Describe(OrderState state, OrderTransition cell) => cell.Verdict switch
    {
        OrderVerdict.Illegal => "illegal",
        OrderVerdict.Duplicate => "ignored",
        _ => cell.Next == state ? "stays" : cell.Next.ToString(),
    };

    private static OrderTransition[] Build()
    {
        var cells = new OrderTransition[StateCount * EventCount];
        for (int s = 0; s < StateCount; s++)
        {
            for (int e = 0; e < EventCount; e++)
                cells[s * EventCount + e] = Parse(s_rows[s][2 * e], (OrderState)s);
        }

        return cells;
    }

    private static OrderTransition Parse(char letter, OrderState state) => letter switch
    {
        '.' => new OrderTransition(OrderVerdict.Illegal, state),
        '=' => new OrderTransition(OrderVerdict.Duplicate, state),
        's' => new OrderTransition(OrderVerdict.Apply, state),
        'D' => new OrderTransition(OrderVerdict.Apply, OrderState.Denied),
        'Q' => new OrderTransition(OrderVerdict.Apply, OrderState.Pending),
        'S' => new OrderTransition(OrderVerdict.Apply, OrderState.Submitted),
        'A' => new OrderTransition(OrderVerdict.Apply, OrderState.Accepted),
        'T' => new OrderTransition(OrderVerdict.Apply, OrderState.Triggered),
        'P' => new OrderTransition(OrderVerdict.Apply, OrderState.PartiallyFilled),
        'C' => new OrderTransition(OrderVerdict.Apply, OrderState.Canceled),
        'R' => new OrderTransition(OrderVerdict.Apply, OrderState.Rejected),
        'X' => new OrderTransition(OrderVerdict.Apply, OrderState.Expired),
        _ => throw new InvalidOperationException("The order state table has an unknown letter: " + letter),
    };
}
