namespace LiveTrading.WebSockets.Sending;

/// <summary>Told what became of queued messages that have a token. May call back into the queue.</summary>
internal interface ISendQueueOwner
{
    void OnHandedOver(long token);

    void OnDiscarded(long token, DiscardReason reason);
}
