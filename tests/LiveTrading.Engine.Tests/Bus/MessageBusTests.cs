using LiveTrading.Engine.Bus;

namespace LiveTrading.Engine.Tests.Bus;

public sealed class MessageBusTests
{
    private readonly MessageBus _bus = new(new MessageBusOptions());
    private readonly List<string> _log = [];

    [Fact]
    public void Publish_reaches_handlers_by_priority_and_then_by_order_of_subscribing()
    {
        _bus.Subscribe("a", (in int m) => _log.Add("first"));
        _bus.Subscribe("a", (in int m) => _log.Add("high"), priority: 10);
        _bus.Subscribe("a", (in int m) => _log.Add("low"), priority: -1);
        _bus.Subscribe("a", (in int m) => _log.Add("second"));

        _bus.GetPublisher<int>("a").Publish(1);

        Assert.Equal(["high", "first", "second", "low"], _log);
    }

    [Fact]
    public void Publish_within_a_handler_comes_after_all_handlers_of_the_present_message()
    {
        Publisher<int> effect = _bus.GetPublisher<int>("effect");
        _bus.Subscribe("cause", (in int m) =>
        {
            _log.Add("cause at first");
            effect.Publish(m);
        });
        _bus.Subscribe("cause", (in int m) => _log.Add("cause at second"));
        _bus.Subscribe("effect", (in int m) => _log.Add("effect"));

        _bus.Publish("cause", 1);

        Assert.Equal(["cause at first", "cause at second", "effect"], _log);
    }

    [Fact]
    public void Publish_within_handlers_is_first_in_first_out_across_types()
    {
        _bus.Subscribe("start", (in int m) =>
        {
            _bus.Publish("text", "1");
            _bus.Publish("number", 2);
            _bus.Publish("text", "3");
            _bus.Publish("big", 4L);
        });
        _bus.Subscribe("text", (in string m) =>
        {
            _log.Add(m);
            if (m == "1")
                _bus.Publish("text", "5");
        });
        _bus.Subscribe("number", (in int m) => _log.Add($"{m}"));
        _bus.Subscribe("big", (in long m) => _log.Add($"{m}"));

        _bus.Publish("start", 0);

        Assert.Equal(["1", "2", "3", "4", "5"], _log);
    }

    [Fact]
    public void Queue_that_grows_while_it_delivers_keeps_order_and_content()
    {
        List<int> seen = [];
        _bus.Subscribe("n", (in int m) =>
        {
            seen.Add(m);
            if (m == 0)
            {
                for (int i = 1; i <= 10; i++)
                    _bus.Publish("n", i);
            }
            else if (m <= 10)
            {
                for (int i = 0; i < 20; i++)
                    _bus.Publish("n", m * 100 + i);
            }
        });

        _bus.Publish("n", 0);

        int[] expected = [0, .. Enumerable.Range(1, 10), .. Enumerable.Range(1, 10).SelectMany(m => Enumerable.Range(m * 100, 20))];
        Assert.Equal(expected, seen);
        Assert.Equal(0, _bus.PendingCount);
    }

    [Fact]
    public void Dispose_during_dispatch_keeps_the_present_message_from_the_handler_too()
    {
        Subscription? second = null;
        _bus.Subscribe("a", (in int m) => second!.Dispose());
        second = _bus.Subscribe("a", (in int m) => _log.Add("second"));
        _bus.Subscribe("a", (in int m) => _log.Add("third"));

        _bus.Publish("a", 1);
        _bus.Publish("a", 2);

        Assert.Equal(["third", "third"], _log);
        Assert.False(second.IsActive);
    }

    [Fact]
    public void Dispose_of_itself_during_dispatch_skips_nobody()
    {
        Subscription? self = null;
        self = _bus.Subscribe("a", (in int m) =>
        {
            _log.Add("once");
            self!.Dispose();
        });
        _bus.Subscribe("a", (in int m) => _log.Add("always"));

        _bus.Publish("a", 1);
        _bus.Publish("a", 2);

        Assert.Equal(["once", "always", "always"], _log);
    }

    [Fact]
    public void Subscribe_during_dispatch_takes_effect_with_the_next_message()
    {
        bool done = false;
        _bus.Subscribe("a", (in int m) =>
        {
            if (!done)
                _bus.Subscribe("a", (in int n) => _log.Add($"late {n}"));
            done = true;
        });

        _bus.Publish("a", 1);
        _bus.Publish("a", 2);

        Assert.Equal(["late 2"], _log);
    }

    [Theory]
    [InlineData("order.*", "order.filled", true)]
    [InlineData("order.*", "order.", true)]
    [InlineData("order.*", "order", false)]
    [InlineData("*", "a.b.c", true)]
    [InlineData("a*c", "a.b.c", true)]
    [InlineData("a*c", "a.b.d", false)]
    [InlineData("a?c", "a.c", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*.1m", "candle.BTCUSDT.BINANCE.1m", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("aab*ab", "aabab", true)]
    public void Pattern_matches_as_documented(string pattern, string topic, bool matches)
    {
        _bus.Subscribe(pattern, (in int m) => _log.Add("hit"));

        _bus.Publish(topic, 1);

        Assert.Equal(matches ? 1 : 0, _log.Count);
    }

    [Fact]
    public void Pattern_reaches_topics_named_before_and_after_it()
    {
        Publisher<int> before = _bus.GetPublisher<int>("t.before");
        _bus.Subscribe("t.*", (in int m) => _log.Add($"{m}"));
        Publisher<int> after = _bus.GetPublisher<int>("t.after");

        before.Publish(1);
        after.Publish(2);

        Assert.Equal(["1", "2"], _log);
    }

    [Fact]
    public void Pattern_disposed_reaches_no_topic_any_more()
    {
        Publisher<int> before = _bus.GetPublisher<int>("t.before");
        Subscription subscription = _bus.Subscribe("t.*", (in int m) => _log.Add($"{m}"));

        subscription.Dispose();
        before.Publish(1);
        _bus.Publish("t.after", 2);

        Assert.Empty(_log);
        Assert.Equal(0, before.HandlerCount);
    }

    [Fact]
    public void Priority_holds_between_patterns_and_exact_topics()
    {
        _bus.Subscribe("t.x", (in int m) => _log.Add("exact"));
        _bus.Subscribe("t.*", (in int m) => _log.Add("pattern"), priority: 1);

        _bus.Publish("t.x", 1);

        Assert.Equal(["pattern", "exact"], _log);
    }

    [Fact]
    public void Publish_by_name_and_publisher_reach_the_same_handlers()
    {
        _bus.Subscribe("a", (in int m) => _log.Add($"{m}"));

        _bus.Publish("a", 1);
        _bus.GetPublisher<int>("a").Publish(2);

        Assert.Equal(["1", "2"], _log);
    }

    [Fact]
    public void Subscribe_with_another_type_than_the_topic_throws_with_both_names()
    {
        _bus.GetPublisher<int>("a");

        ArgumentException error = Assert.Throws<ArgumentException>(() => _bus.Subscribe("a", (in string m) => { }));

        Assert.Contains("System.Int32", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.String", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Subscribe_with_a_pattern_that_matches_a_topic_of_another_type_throws_and_leaves_nothing()
    {
        _bus.GetPublisher<string>("t.text");
        Publisher<int> number = _bus.GetPublisher<int>("t.number");

        Assert.Throws<ArgumentException>(() => _bus.Subscribe("t.*", (in int m) => { }));

        Assert.Equal(0, number.HandlerCount);
    }

    [Fact]
    public void Publish_of_another_type_than_the_subscribers_throws()
    {
        _bus.Subscribe("a", (in int m) => { });

        Assert.Throws<ArgumentException>(() => _bus.Publish("a", "text"));
    }

    [Fact]
    public void New_topic_of_another_type_than_a_pattern_is_a_fault_of_the_subscriber()
    {
        List<BusFault> faults = [];
        _bus.Fault = faults.Add;
        _bus.Subscribe("t.*", (in int m) => _log.Add("wrong"), owner: "mine");

        _bus.Publish("t.text", "hello");

        BusFault fault = Assert.Single(faults);
        Assert.Equal((BusFaultKind.TypeMismatch, "mine", "t.text"), (fault.Kind, fault.Owner, fault.Topic));
        Assert.Empty(_log);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.*")]
    [InlineData("a?")]
    public void GetPublisher_refuses_what_is_no_topic(string topic) =>
        Assert.Throws<ArgumentException>(() => _bus.GetPublisher<int>(topic));

    [Fact]
    public void GetPublisher_beyond_the_limit_throws()
    {
        var bus = new MessageBus(new MessageBusOptions { MaxTopics = 16 });
        for (int i = 0; i < 16; i++)
            bus.GetPublisher<int>($"t{i}");

        Assert.Throws<ArgumentException>(() => bus.GetPublisher<int>("one.more"));
        Assert.NotNull(bus.GetPublisher<int>("t3"));
    }

    [Fact]
    public void UnsubscribeAll_ends_only_the_owners_handlers()
    {
        _bus.Subscribe("a", (in int m) => _log.Add("mine"), owner: "mine");
        _bus.Subscribe("a*", (in int m) => _log.Add("mine too"), owner: "mine");
        _bus.Subscribe("a", (in int m) => _log.Add("other"), owner: "other");

        _bus.UnsubscribeAll("mine");
        _bus.Publish("a", 1);

        Assert.Equal(["other"], _log);
    }

    [Fact]
    public void Request_gets_the_answer()
    {
        _bus.RegisterEndpoint<int, string>("double", n => $"{n * 2}");

        Assert.Equal("42", _bus.Request<int, string>("double", 21));
    }

    [Fact]
    public void Request_to_nobody_throws_with_the_name_and_the_try_form_says_false()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _bus.Request<int, string>("nobody", 1));

        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
        Assert.False(_bus.TryRequest<int, string>("nobody", 1, out _));
    }

    [Fact]
    public void Request_with_other_types_throws()
    {
        _bus.RegisterEndpoint<int, string>("double", n => $"{n * 2}");

        Assert.Throws<ArgumentException>(() => _bus.TryRequest<int, long>("double", 1, out _));
    }

    [Fact]
    public void RegisterEndpoint_twice_throws()
    {
        _bus.RegisterEndpoint<int, string>("double", n => "");

        Assert.Throws<ArgumentException>(() => _bus.RegisterEndpoint<int, string>("double", n => ""));
    }

    [Fact]
    public void Send_reaches_the_one_handler_after_the_present_message()
    {
        _bus.RegisterCommand("kill", (in string reason) => _log.Add(reason));
        _bus.Subscribe("a", (in int m) =>
        {
            _bus.Send("kill", "because");
            _log.Add("sent");
        });

        _bus.Publish("a", 1);

        Assert.Equal(["sent", "because"], _log);
    }

    [Fact]
    public void Send_of_an_unknown_command_or_another_type_throws()
    {
        _bus.RegisterCommand("kill", (in string reason) => { });

        Assert.Throws<ArgumentException>(() => _bus.Send("nothing", "x"));
        Assert.Throws<ArgumentException>(() => _bus.Send("kill", 1));
    }

    [Fact]
    public void RegisterCommand_twice_throws()
    {
        _bus.RegisterCommand("kill", (in string reason) => { });

        Assert.Throws<ArgumentException>(() => _bus.RegisterCommand("kill", (in string reason) => { }));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("QueueCapacity", Assert.Throws<ArgumentOutOfRangeException>(() => new MessageBus(new MessageBusOptions { QueueCapacity = 0 })).ParamName);
        Assert.Equal("MaxCascade", Assert.Throws<ArgumentOutOfRangeException>(() => new MessageBus(new MessageBusOptions { MaxCascade = -1 })).ParamName);
        Assert.Equal("MaxTopics", Assert.Throws<ArgumentOutOfRangeException>(() => new MessageBus(new MessageBusOptions { MaxTopics = 3 })).ParamName);
    }
}
