using LiveTrading.IO;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>
/// The way of a request through waiting faults: dropped or refused before it is taken, taken and then dropped or answered
/// with an error, late. Both APIs go through here. Thread: the venue's loop.
/// </summary>
internal sealed class RequestAnswering(VenueState state, VenueApi api, UserStreams users)
{
    /// <summary>Called after each request; playback may have waited for it.</summary>
    public Action? Answered { get; set; }

    /// <summary>Takes a request.</summary>
    /// <param name="route">Which.</param>
    /// <param name="parameters">What was sent.</param>
    /// <param name="apiKey">The request's own key.</param>
    /// <param name="session">Who is logged on.</param>
    /// <param name="answer">Sends the answer.</param>
    /// <param name="drop">Drops the connection.</param>
    public void Take(ApiRoute route, RequestParameters parameters, string? apiKey, VenueUser? session, Action<ApiReply, VenueUser?> answer, Action drop)
    {
        FaultPlan faults = state.Faults;
        if (route.IsOrderRequest)
        {
            if (faults.TryUse(FaultKind.DropBeforeAccept, route.SocketMethod, out _))
            {
                drop();
                return;
            }

            if (faults.TryUse(FaultKind.ErrorBeforeAccept, route.SocketMethod, out VenueFault refusal))
            {
                Answer(api.Refuse(Injected(refusal)), null, answer);
                return;
            }
        }

        ApiReply reply = api.Answer(route, parameters, apiKey, session, out VenueUser? user);
        if (route.IsOrderRequest && faults.TryUse(FaultKind.DropAfterAccept, route.SocketMethod, out _))
            drop();
        else if (route.IsOrderRequest && faults.TryUse(FaultKind.ErrorAfterAccept, route.SocketMethod, out VenueFault hidden))
            Answer(api.Refuse(Injected(hidden)), user, answer);
        else
            Answer(reply, user, answer);
        users.Flush();
        Answered?.Invoke();
    }

    private void Answer(ApiReply reply, VenueUser? user, Action<ApiReply, VenueUser?> answer)
    {
        if (!state.Faults.TryUse(FaultKind.DelayAnswers, null, out VenueFault delay))
        {
            answer(reply, user);
            return;
        }

        LoopTimer timer = state.Loop.CreateTimer(_ => answer(reply, user));
        timer.Start(delay.Delay.Ticks * 100);
    }

    private static VenueError Injected(VenueFault fault) => new(fault.Status, fault.Code, fault.Code switch
    {
        -1007 => VenueError.Timeout.Message,
        -1008 => VenueError.Unavailable.Message,
        -1001 => "Internal error; unable to process your request. Please try again.",
        -1006 => "An unexpected response was received from the message bus. Execution status unknown.",
        -1003 => "Too many requests queued.",
        -1015 => "Too many new orders; current limit is 50 orders per 10 SECOND.",
        _ => "An unknown error occurred while processing the request.",
    });
}
