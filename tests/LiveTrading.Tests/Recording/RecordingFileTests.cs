using System.Buffers.Binary;
using LiveTrading.Engine.Recording;
using LiveTrading.Recording;
using LiveTrading.Tests.Recording.Harness;
using LiveTrading.Tests.Wire.Harness;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Tests.Recording;

public sealed class RecordingFileTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private byte _blocks;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Exchange_more_blocks_than_the_ring_holds_all_are_in_the_file()
    {
        string path;
        using (RecordingFile file = Create(new RecordingOptions()))
        {
            path = file.Path;
            byte[] block = file.First;
            for (int i = 0; i < 40; i++)
                block = Fill(file, block, wait: true)!;
            file.Complete(null);
        }

        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(Enumerable.Range(1, 40), StoredBlocks.Of(bytes).Select(b => (int)bytes[b.Start.Value + 100]));
        Assert.Equal(RecordingEnd.Complete, StoredBlocks.End(bytes).End);
    }

    [Fact]
    public void Exchange_disk_full_is_told_and_the_header_says_so()
    {
        string path;
        using (RecordingFile file = Create(new RecordingOptions(), (_, _, _, _) => throw new IOException("No space left on device")))
        {
            path = file.Path;
            byte[] block = file.First;
            Fill(file, block, wait: false);
            SpinWait.SpinUntil(() => file.Failure is not null, _patience);
            Assert.Contains("No space left on device", file.Failure, StringComparison.Ordinal);
            file.Complete(file.Failure);
        }

        byte[] bytes = File.ReadAllBytes(path);
        Assert.Empty(StoredBlocks.Of(bytes));
        Assert.Equal(RecordingEnd.Broken, StoredBlocks.End(bytes).End);
        Assert.Contains("No space left on device", StoredBlocks.End(bytes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Exchange_writer_that_stands_still_never_waits_and_has_no_block_when_the_ring_is_full()
    {
        using ManualResetEventSlim writes = new(false);
        using RecordingFile file = Create(new RecordingOptions { BufferBytes = 4 << 20 }, (_, _, _, _) => writes.Wait(_patience));
        byte[]? block = file.First;
        int filled = 0;
        while (block is not null)
        {
            block = Fill(file, block, wait: false);
            filled++;
        }

        writes.Set();
        Assert.Equal(4, filled);
    }

    [Fact]
    public void Exchange_quota_is_told()
    {
        using RecordingFile file = Create(new RecordingOptions { MaxBytes = 3 << 20 });
        byte[]? block = file.First;
        for (int i = 0; i < 10 && block is not null; i++)
            block = Fill(file, block, wait: true);
        SpinWait.SpinUntil(() => file.Failure is not null, _patience);

        Assert.Contains("quota", file.Failure, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(file.Path).Length, 2 << 20, 3 << 20);
    }

    [Fact]
    public void Create_quota_counts_what_lies_there()
    {
        Directory.CreateDirectory(_folder.File("recordings"));
        File.WriteAllBytes(_folder.File("recordings/20260101-000000-0.ltrec"), new byte[1 << 20]);

        IOException refused = Assert.Throws<IOException>(() => Create(new RecordingOptions { MaxBytes = 1 << 20 }));

        Assert.Contains("MaxBytes", refused.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.File("recordings")));
    }

    [Fact]
    public void Find_two_sessions_of_one_second_are_in_the_order_of_their_starts()
    {
        RecordingOptions options = new() { Directory = _folder.File("recordings") };
        string first, second;
        using (RecordingFile file = RecordingFile.Create(options, 1_723_100_400_100_000_000, epoch: 0xFFFF))
            first = file.Path;
        using (RecordingFile file = RecordingFile.Create(options, 1_723_100_400_900_000_000, epoch: 0x0001))
            second = file.Path;

        Assert.Equal([first, second], SessionReplay.Find(options.Directory));
    }

    private RecordingFile Create(RecordingOptions options, Action<SafeFileHandle, byte[], int, long>? write = null)
    {
        options.Directory = _folder.File("recordings");
        return RecordingFile.Create(options, 1_723_100_400_000_000_000, 7, write);
    }

    private byte[]? Fill(RecordingFile file, byte[] block, bool wait)
    {
        "LTRECBLK"u8.CopyTo(block);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(8), block.Length);
        block[100] = ++_blocks;
        return file.Exchange(block, block.Length, wait);
    }
}
