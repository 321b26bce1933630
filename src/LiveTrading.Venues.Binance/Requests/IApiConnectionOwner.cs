using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Requests;

/// <summary>Whose requests go over an <see cref="ApiChannel"/>. On the loop thread, never during a call to it.</summary>
internal interface IApiConnectionOwner
{
    /// <summary>The connection stands and the venue's time is known. A connection that is to replace the present one waits for <see cref="ApiChannel.TakeOver"/>.</summary>
    void OnOpened(ApiConnection api);

    /// <summary>The present connection is gone; every request was reported before.</summary>
    void OnClosed(string reason);

    /// <summary>A replaced connection is gone without the venue's close frame: what it had still to bring may be missing.</summary>
    void OnLeftInDoubt(string reason);

    /// <summary>The first byte left.</summary>
    void OnHandedOver(in PendingRequest request);

    /// <summary>It was never sent and never will be.</summary>
    void OnUnsent(in PendingRequest request, string reason);

    /// <summary>It was handed over and no usable answer will come.</summary>
    void OnUnanswered(ApiConnection api, in PendingRequest request, string reason);

    /// <summary>The answer.</summary>
    void OnResponse(ApiConnection api, in PendingRequest request, ApiEnvelope envelope, ReadOnlySpan<byte> message);

    /// <summary>An event (the inner object). What two connections bring comes once.</summary>
    void OnEvent(ApiConnection api, ReadOnlySpan<byte> userEvent);
}
