System.Console.Error.WriteLine("usage: quick");
