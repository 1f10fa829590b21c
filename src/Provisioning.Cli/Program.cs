System.Console.WriteLine("provision");
