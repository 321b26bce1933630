using System.Buffers.Binary;

namespace LiveTrading.WebSockets.Compression;

/// <summary>
/// Deflates the messages of one direction (RFC 1951, RFC 7692 §7.2.1) within any window of 8 to 15 bits. One thread. Nothing
/// is allocated once the output has grown to the longest message. Cost is linear: a bounded number of earlier places is
/// tried for each byte. What it makes is only ever shorter than the message, or it says no.
/// </summary>
internal sealed class Deflater
{
    /// <summary>Shorter repetitions are sent as literals: three bytes gain too little for what looking for them costs.</summary>
    private const int MinMatchBytes = 4;

    /// <summary>Earlier places tried for a match; more gain about a percent on JSON.</summary>
    private const int MaxTries = 16;

    /// <summary>A match so long is taken without trying for a longer one.</summary>
    private const int GoodMatchBytes = 64;

    private const int HashBits = 14;

    /// <summary>New bytes taken in at a time, beside the window.</summary>
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Positions are counted from the beginning of the connection; so far, then everything is forgotten and they begin anew.</summary>
    private const int LastPosition = 1 << 30;

    private readonly int _windowBytes;
    private readonly bool _takesOver;
    private readonly int[] _newest = new int[1 << HashBits];
    private readonly int[] _older;
    private readonly byte[] _data;
    private readonly BlockEncoder _block = new();
    private byte[] _output = [];

    // Position of _data[0]; where data end in _data; the first position that may be referred to.
    private int _origin;
    private int _end;
    private int _floor;

    /// <summary>Makes one for a direction of a connection.</summary>
    /// <param name="windowBits">8 to 15: how far back a reference may reach.</param>
    /// <param name="takesOver">Whether messages may refer to earlier ones.</param>
    public Deflater(int windowBits, bool takesOver)
    {
        _windowBytes = 1 << windowBits;
        _takesOver = takesOver;
        _older = new int[_windowBytes];
        _data = new byte[_windowBytes + ChunkBytes];
        _newest.AsSpan().Fill(-1);
    }

    /// <summary>Deflates a message.</summary>
    /// <param name="message">Of any length.</param>
    /// <param name="compressed">The payload, its tail taken off; valid until the next call.</param>
    /// <returns>False when it would not be shorter; the message is then to be sent as it is, and nothing refers to it or to what came before.</returns>
    public bool TryCompress(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> compressed)
    {
        if (!_takesOver)
            Forget();
        compressed = default;
        // A block's end and the empty block behind it take ten bits at least.
        if (message.Length < 3)
        {
            Forget();
            return false;
        }
        if (_output.Length < message.Length + 8)
            _output = new byte[(int)Math.Min(Array.MaxLength, Math.Max(message.Length + 8, 2L * _output.Length))];
        var writer = new BitWriter(_output, message.Length - 1);
        while (!message.IsEmpty && !writer.IsFull)
        {
            if (_end == _data.Length)
                Slide();
            int count = Math.Min(message.Length, _data.Length - _end);
            message[..count].CopyTo(_data.AsSpan(_end));
            message = message[count..];
            int from = _end;
            _end += count;
            Encode(from, ref writer);
        }
        // An empty stored block, of whose length nothing is sent.
        writer.Write(0, 3);
        writer.Align();
        if (writer.IsFull)
        {
            Forget();
            return false;
        }
        compressed = _output.AsSpan(0, writer.Length);
        return true;
    }

    /// <summary>The next message will not refer to anything before it: to be called when a compressed message may not be sent, or was not.</summary>
    public void Forget() => _floor = _origin + _end;

    /// <summary>Finds repetitions from an index to the end of the data, and writes them as blocks.</summary>
    private void Encode(int from, ref BitWriter writer)
    {
        int blockStart = from;
        int at = from;
        _block.Begin();
        while (at < _end)
        {
            int length = at + MinMatchBytes <= _end ? FindMatch(at, out int distance) : (distance = 0);
            if (length == 0)
            {
                _block.AddLiteral(_data[at]);
                at++;
            }
            else
            {
                _block.AddMatch(length, distance);
                // Every place within the match may begin a later one.
                int last = Math.Min(at + length, _end - MinMatchBytes + 1);
                for (int i = at + 1; i < last; i++)
                    Remember(i);
                at += length;
            }
            if (_block.IsFull)
            {
                _block.Write(ref writer, _data.AsSpan(blockStart..at));
                if (writer.IsFull)
                    return;
                _block.Begin();
                blockStart = at;
            }
        }
        _block.Write(ref writer, _data.AsSpan(blockStart..at));
    }

    /// <summary>The longest match of the bytes at an index among the newest places with the same hash; 0: none. The index is remembered.</summary>
    private int FindMatch(int at, out int distance)
    {
        int position = _origin + at;
        int oldest = Math.Max(_floor, position - _windowBytes);
        int candidate = Remember(at);
        int most = Math.Min(DeflateAlphabet.MaxMatchBytes, _end - at);
        int best = MinMatchBytes - 1;
        distance = 0;
        ReadOnlySpan<byte> here = _data.AsSpan(at, most);
        for (int tries = MaxTries; tries > 0 && candidate >= oldest; tries--)
        {
            int there = candidate - _origin;
            if (_data[there + best] == here[best])
            {
                int length = here.CommonPrefixLength(_data.AsSpan(there, most));
                if (length > best)
                {
                    best = length;
                    distance = position - candidate;
                    if (length >= GoodMatchBytes || length == most)
                        break;
                }
            }
            int older = _older[candidate & (_windowBytes - 1)];
            // A place that was overwritten leads to a newer one: the chain ends there.
            if (older >= candidate)
                break;
            candidate = older;
        }
        return distance == 0 ? 0 : best;
    }

    /// <summary>Notes a place under the hash of its bytes; gives the newest one before it.</summary>
    private int Remember(int at)
    {
        uint hash = (BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(at)) * 2654435761u) >> (32 - HashBits);
        int position = _origin + at;
        int before = _newest[hash];
        _older[position & (_windowBytes - 1)] = before;
        _newest[hash] = position;
        return before;
    }

    /// <summary>Keeps the window and makes room behind it.</summary>
    private void Slide()
    {
        int drop = _end - _windowBytes;
        _data.AsSpan(drop).CopyTo(_data);
        _origin += drop;
        _end = _windowBytes;
        if (_origin < LastPosition)
            return;
        _newest.AsSpan().Fill(-1);
        _origin = 0;
        _floor = _end;
    }
}
