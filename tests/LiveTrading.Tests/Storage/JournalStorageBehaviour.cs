using LiveTrading.Engine.Journal;

namespace LiveTrading.Tests.Storage;

/// <summary>What every journal storage must do.</summary>
public abstract class JournalStorageBehaviour
{
    private protected const int Bytes = 64 << 10;

    private protected abstract IJournalStorage Create();

    /// <summary>The same storage as the next process finds it.</summary>
    private protected abstract IJournalStorage Reopen(IJournalStorage storage);

    [Fact]
    public void Append_without_segment_is_segment_full()
    {
        Assert.Equal(JournalWriteResult.SegmentFull, Create().Append([1, 2, 3]));
    }

    [Fact]
    public void Appends_stand_back_to_back_and_zeros_follow()
    {
        IJournalStorage storage = Create();
        Assert.Equal(JournalWriteResult.Written, storage.StartSegment(1));
        Assert.Equal(JournalWriteResult.Written, storage.Append([1, 2, 3]));
        Assert.Equal(JournalWriteResult.Written, storage.Append([4, 5]));
        ReadOnlySpan<byte> bytes = storage.ReadSegment(1).Span;
        Assert.Equal(Bytes, bytes.Length);
        Assert.Equal([1, 2, 3, 4, 5], bytes[..5].ToArray());
        Assert.False(bytes[5..].ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Append_that_does_not_fit_writes_nothing()
    {
        IJournalStorage storage = Create();
        storage.StartSegment(1);
        storage.Append(new byte[Bytes - 2]);
        Assert.Equal(JournalWriteResult.SegmentFull, storage.Append([9, 9, 9]));
        Assert.Equal(JournalWriteResult.Written, storage.Append([7, 7]));
    }

    [Fact]
    public void Segments_are_numbered_in_order()
    {
        IJournalStorage storage = Create();
        storage.StartSegment(1);
        storage.StartSegment(2);
        Assert.Equal([1L, 2L], storage.Segments);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.StartSegment(4));
        storage.Append([5]);
        Assert.Equal(5, storage.ReadSegment(2).Span[0]);
        Assert.Equal(0, storage.ReadSegment(1).Span[0]);
    }

    [Fact]
    public void Truncate_clears_what_follows_and_goes_on_there()
    {
        IJournalStorage storage = Create();
        storage.StartSegment(1);
        storage.Append([1, 2, 3, 4]);
        Assert.Equal(JournalWriteResult.Written, storage.TruncateLast(2));
        storage.Append([9]);
        Assert.Equal([1, 2, 9, 0], storage.ReadSegment(1).Span[..4].ToArray());
    }

    [Fact]
    public void Reopened_has_everything_and_goes_on_after_truncate()
    {
        IJournalStorage storage = Create();
        storage.StartSegment(1);
        storage.Append([1, 2, 3]);
        IJournalStorage next = Reopen(storage);
        Assert.Equal([1L], next.Segments);
        Assert.Equal([1, 2, 3, 0], next.ReadSegment(1).Span[..4].ToArray());
        next.TruncateLast(3);
        Assert.Equal(JournalWriteResult.Written, next.Append([4]));
        Assert.Equal(4, next.ReadSegment(1).Span[3]);
    }

    [Fact]
    public void Segments_behind_one_are_dropped_and_it_is_written_to_again()
    {
        IJournalStorage storage = Create();
        for (int segment = 1; segment <= 4; segment++)
        {
            storage.StartSegment(segment);
            storage.Append([(byte)segment, 9]);
        }

        Assert.Equal(JournalWriteResult.Written, storage.DropSegmentsAfter(2));
        Assert.Equal([1L, 2L], storage.Segments);
        Assert.Equal(JournalWriteResult.Written, storage.TruncateLast(1));
        Assert.Equal(JournalWriteResult.Written, storage.Append([7]));
        Assert.Equal([2, 7, 0], storage.ReadSegment(2).Span[..3].ToArray());
        Assert.Equal(JournalWriteResult.Written, storage.Flush());
        Assert.Equal(JournalWriteResult.Written, storage.StartSegment(3));
        IJournalStorage next = Reopen(storage);
        Assert.Equal([1L, 2L, 3L], next.Segments);
        Assert.Equal(0, next.ReadSegment(3).Span[0]);
    }

    [Fact]
    public void Segments_behind_one_that_is_not_there_are_not_dropped()
    {
        IJournalStorage storage = Create();
        storage.StartSegment(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.DropSegmentsAfter(2));
        Assert.Equal([1L], storage.Segments);
    }

    [Fact]
    public void Flush_of_a_working_storage_is_written()
    {
        IJournalStorage storage = Create();
        storage.StartSegment(1);
        storage.Append([1]);
        Assert.Equal(JournalWriteResult.Written, storage.Flush());
    }
}
