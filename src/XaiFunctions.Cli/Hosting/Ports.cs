using System.Net;
using System.Net.Sockets;

namespace XaiFunctions.Cli.Hosting;

/// <summary>TCP ports of this machine.</summary>
internal static class Ports
{
    /// <summary>The port if nobody listens on it, else 0, which lets the system choose.</summary>
    public static int FreeOr(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return port;
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
