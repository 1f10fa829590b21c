SELECT 'generic up';
