namespace Contracts;
