using System.Globalization;

namespace LiveTrading.Engine.Strategies;

/// <summary>A parameter of a given type. Reading <see cref="Value"/> is a field access.</summary>
/// <typeparam name="T">Such as <see cref="int"/>, <see cref="decimal"/>, <see cref="bool"/>, <see cref="TimeSpan"/>.</typeparam>
public sealed class StrategyParameter<T> : StrategyParameter
    where T : struct, IComparable<T>, IParsable<T>
{
    private readonly T? _minimum;
    private readonly T? _maximum;
    private T _prepared;
    private T _previous;

    internal StrategyParameter(string name, T value, T? minimum, T? maximum, string description)
        : base(name, description)
    {
        _minimum = minimum;
        _maximum = maximum;
        if (minimum is { } least && maximum is { } most && least.CompareTo(most) > 0)
            throw new ArgumentException($"Parameter {name}: the least value {Format(least)} is above the greatest {Format(most)}.", nameof(minimum));
        if (Problem(value) is { } problem)
            throw new ArgumentOutOfRangeException(nameof(value), value, problem);
        Value = value;
    }

    /// <summary>Present value.</summary>
    public T Value { get; private set; }

    /// <inheritdoc/>
    public override string TypeName => typeof(T).Name;

    /// <inheritdoc/>
    public override string Text => Format(Value);

    /// <inheritdoc/>
    public override string? MinimumText => _minimum is { } minimum ? Format(minimum) : null;

    /// <inheritdoc/>
    public override string? MaximumText => _maximum is { } maximum ? Format(maximum) : null;

    internal override string? Prepare(string text)
    {
        if (!T.TryParse(text, CultureInfo.InvariantCulture, out T value))
            return $"{Name}: '{text}' is not a {TypeName}.";
        _prepared = value;
        return Problem(value);
    }

    internal override void Commit()
    {
        _previous = Value;
        Value = _prepared;
    }

    internal override void Revert() => Value = _previous;

    private static string Format(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private string? Problem(T value)
    {
        bool tooSmall = _minimum is { } minimum && value.CompareTo(minimum) < 0;
        bool tooGreat = _maximum is { } maximum && value.CompareTo(maximum) > 0;
        if (!tooSmall && !tooGreat)
            return null;
        return (MinimumText, MaximumText) switch
        {
            ({ } least, { } most) => $"{Name}: {Format(value)} is not within {least} to {most}.",
            ({ } least, null) => $"{Name}: {Format(value)} is below {least}.",
            _ => $"{Name}: {Format(value)} is above {MaximumText}.",
        };
    }
}
