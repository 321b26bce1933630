using System.Text;
using System.Text.Json;
using LiveTrading.Model.Identifiers;
using LiveTrading.Venues.Binance.Requests;
using LiveTrading.Venues.Binance.Signing;

namespace LiveTrading.Venues.Binance.Tests.Requests;

public sealed class ApiRequestWriterTests
{
    private const string Secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string ApiKey = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";

    [Fact]
    public void SignAndEnd_OrderStatusSample_GivesTheOfficialSignature()
    {
        using JsonDocument sample = JsonDocument.Parse(SampleFiles.Read("wsapi.order.status.request.doc.json"));
        using IRequestSigner signer = new BinanceCredentials(ApiKey, Secret).CreateSigner();
        ApiRequestWriter writer = new();
        writer.Begin(7, ApiMethod.OrderStatus);
        writer.Text("apiKey"u8, Encoding.ASCII.GetBytes(ApiKey));
        writer.Number("orderId"u8, 12569099453);
        writer.Text("symbol"u8, "BTCUSDT");
        writer.Number("timestamp"u8, 1660801720951);

        using JsonDocument written = JsonDocument.Parse(writer.SignAndEnd(signer).ToArray());

        Assert.Equal((7, "order.status"), (written.RootElement.GetProperty("id").GetInt32(), written.RootElement.GetProperty("method").GetString()));
        Assert.Equal(
            sample.RootElement.GetProperty("params").GetProperty("signature").GetString(),
            written.RootElement.GetProperty("params").GetProperty("signature").GetString());
    }

    [Fact]
    public void List_IsAJsonArray()
    {
        ApiRequestWriter writer = new();
        writer.Begin(1, ApiMethod.ExchangeInfo);
        writer.List("symbols"u8, ["BTCUSDT", "这是测试币456"]);
        Assert.Equal("""{"id":1,"method":"exchangeInfo","params":{"symbols":["BTCUSDT","这是测试币456"]}}""", Encoding.UTF8.GetString(writer.End()));
    }

    [Fact]
    public void End_WithoutParameters_IsWellFormed()
    {
        ApiRequestWriter writer = new();
        writer.Begin(1, ApiMethod.Time);
        Assert.Equal("""{"id":1,"method":"time","params":{}}""", Encoding.UTF8.GetString(writer.End()));
    }

    [Fact]
    public void Write_Order_AllocatesNothing()
    {
        using IRequestSigner signer = new BinanceCredentials(ApiKey, Secret).CreateSigner();
        ApiRequestWriter writer = new();
        byte[] key = Encoding.ASCII.GetBytes(ApiKey);
        ClientOrderId id = ClientOrderId.Create(1, 2, 3);
        for (int i = 0; i < 100; i++)
            Write(writer, signer, key, id);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
            Write(writer, signer, key, id);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Write(ApiRequestWriter writer, IRequestSigner signer, byte[] key, ClientOrderId id)
    {
        writer.Begin(5, ApiMethod.PlaceOrder);
        writer.Text("apiKey"u8, key);
        writer.OrderId("newClientOrderId"u8, id);
        writer.Amount("price"u8, 6_183_763_000_000);
        writer.Amount("quantity"u8, 1_000_000);
        writer.Number("timestamp"u8, 1660801715431);
        writer.SignAndEnd(signer);
    }
}
